import {type ErrorCode, isErrorCode} from '../../shared/error-catalog.ts';
import {isRecord} from '../../shared/narrow.ts';
import {createRedactor} from '../../shared/redactor.ts';
import {safeLine} from '../../shared/safe-line.ts';
import type {Secret} from '../../shared/secret.ts';
import type {HttpReply} from '../machine/http-client.ts';

export interface Problem {
	readonly code: ErrorCode | null;
	readonly message: string | null;
	readonly hint: string | null;
	readonly facts: Readonly<Record<string, Fact>>;
}

type Fact = string | number | boolean | readonly string[];

const longestText = 500;
const mostFacts = 20;
const mostLines = 50;

/**
 * What a server says of a failure: `{error}` or `{message}` (a text or a list) or `{msg}` as the real system has it,
 * problem+json (RFC 9457) as ours. Null when the answer is no JSON object. All of it is foreign: short, harmless, masked.
 */
export function readProblem({json}: Pick<HttpReply, 'json'>, sent: readonly Secret[]): Problem | null {
	if (!isRecord(json)) return null;
	const redactor = createRedactor(sent);
	const clean = (text: string) => safeLine(redactor.redact(text.slice(0, 8 * longestText)), longestText);
	const textOf = (value: unknown): string | null => {
		if (typeof value === 'string') return clean(value) || null;
		if (Array.isArray(value)) return clean(value.filter(one => typeof one === 'string').join('; ')) || null;
		return isRecord(value) && typeof value['message'] === 'string' ? clean(value['message']) || null : null;
	};
	const factOf = (value: unknown): Fact | null => {
		if (typeof value === 'number' || typeof value === 'boolean') return value;
		if (typeof value === 'string') return clean(value);
		if (!Array.isArray(value)) return null;
		return value.flatMap(one => (typeof one === 'string' ? [clean(one)] : [])).slice(0, mostLines);
	};
	const facts = Object.entries(isRecord(json['facts']) ? json['facts'] : {}).flatMap(([name, value]) => {
		const fact = factOf(value);
		return fact === null ? [] : [[clean(name), fact] as const];
	});
	const {code} = json;
	return {
		code: typeof code === 'string' && isErrorCode(code) ? code : null,
		message:
			['detail', 'error', 'message', 'msg'].map(name => textOf(json[name])).find(found => found !== null) ?? null,
		hint: textOf(json['hint']),
		facts: Object.fromEntries(facts.slice(0, mostFacts)),
	};
}
