/** Reads one answer, typed by a person or taken from text, into the value its question wants. */
import type * as z from 'zod';
import {Secret} from '../shared/secret.ts';
import type {Field} from './fields.ts';

export type Read<Value> =
	| {readonly ok: true; readonly value: Value}
	/** Never holds the value, which may be a secret. */
	| {readonly ok: false; readonly message: string};

const yes = new Set(['1', 'true', 'yes', 'y', 'on']);
const no = new Set(['0', 'false', 'no', 'n', 'off']);

/** Tolerates text where a number, a yes or a list is meant, because flags, the environment and seeds' files hold only text. */
export function readAnswer<Value>(field: Field<Value>, raw: unknown): Read<Value> {
	const meant = toMeant(field, raw);
	if (!meant.ok) return meant;
	const parsed = field.schema.safeParse(meant.value);
	if (parsed.success) return {ok: true, value: parsed.data};
	const [issue] = parsed.error.issues;
	return {ok: false, message: choicesInWords(field) ?? issueInWords(issue)};
}

function toMeant(field: Field<unknown>, raw: unknown): Read<unknown> {
	switch (field.kind) {
		case 'confirm':
			return toBoolean(raw);
		case 'number':
			return toNumber(raw);
		case 'multiselect':
			return toList(field, raw);
		case 'secret':
			if (raw instanceof Secret) return {ok: true, value: raw};
			return toText(raw, text => new Secret(text));
		case 'select':
			return toLine(raw, text => synonym(field, text));
		case 'text':
		case 'path':
			return toLine(raw, text => text);
	}
}

function toText(raw: unknown, use: (text: string) => unknown): Read<unknown> {
	if (typeof raw === 'string') return {ok: true, value: use(raw)};
	if (typeof raw === 'number' || typeof raw === 'boolean') return {ok: true, value: use(String(raw))};
	return {ok: false, message: 'Give one line of text'};
}

/** One line: what is shown, written into files and run must not hold more. The line end of a YAML block or a file goes. */
function toLine(raw: unknown, use: (text: string) => unknown): Read<unknown> {
	const line = typeof raw === 'string' ? raw.replace(/\r?\n$/, '') : raw;
	if (typeof line === 'string' && /\p{Cc}/u.test(line)) {
		return {ok: false, message: 'Give one line of text, without control characters'};
	}

	return toText(line, use);
}

function toBoolean(raw: unknown): Read<boolean> {
	const word = typeof raw === 'boolean' || typeof raw === 'number' || typeof raw === 'string' ? String(raw) : '';
	const folded = word.trim().toLowerCase();
	if (yes.has(folded)) return {ok: true, value: true};
	if (no.has(folded)) return {ok: true, value: false};
	return {ok: false, message: 'Answer yes or no'};
}

function toNumber(raw: unknown): Read<number> {
	const meant = typeof raw === 'string' && /^\s*[+-]?\d{1,15}(\.\d{1,15})?\s*$/.test(raw) ? Number(raw) : raw;
	if (typeof meant === 'number' && Number.isFinite(meant)) return {ok: true, value: meant};
	return {ok: false, message: 'Give a number'};
}

function toList(field: Field<unknown>, raw: unknown): Read<readonly unknown[]> {
	const items: readonly unknown[] | undefined =
		typeof raw === 'string'
			? raw
					.split(',')
					.map(item => item.trim())
					.filter(item => item !== '')
			: Array.isArray(raw)
				? raw
				: undefined;
	if (items === undefined) return {ok: false, message: 'Give a list'};
	return {ok: true, value: [...new Set(items.map(item => (typeof item === 'string' ? synonym(field, item) : item)))]};
}

function synonym({synonyms = {}}: Field<unknown>, word: string): string {
	const trimmed = word.trim();
	return Object.hasOwn(synonyms, trimmed) ? (synonyms[trimmed] ?? trimmed) : trimmed;
}

function choicesInWords({choices}: Field<unknown>): string | undefined {
	if (choices === undefined || 'lookup' in choices) return undefined;
	const [last, ...others] = choices.map(({value}) => value).toReversed();
	return others.length === 0 ? `It is ${last}` : `It is one of ${others.toReversed().join(', ')} or ${last}`;
}

/** The schema's own words; where it has none, ours instead of the library's. */
function issueInWords(issue: z.core.$ZodIssue | undefined): string {
	if (issue?.code === 'too_small' && issue.message.startsWith('Too small')) return `Give ${issue.minimum} or more`;
	if (issue?.code === 'too_big' && issue.message.startsWith('Too big')) return `Give ${issue.maximum} or less`;
	return issue === undefined || issue.message.startsWith('Invalid') ? 'This does not fit' : issue.message;
}
