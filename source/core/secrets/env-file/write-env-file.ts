/** Writes values into an env file: planned first, so that it can be shown; read back before it is put in place. */
import {basename, dirname} from 'node:path';
import {WizardError} from '../../../shared/errors.ts';
import type {Secret} from '../../../shared/secret.ts';
import {fileMode} from '../../machine/file-mode.ts';
import {kindOf, readText, writeText} from '../../machine/files.ts';
import {encodeValue, type EnvDialect} from './env-dialects.ts';
import {editEnvText} from './env-lines.ts';
import {checkEnvName} from './env-names.ts';
import {type EnvReader, readersOf} from './env-readers.ts';

interface Wanted {
	/** Absolute. */
	readonly path: string;
	readonly values: ReadonlyMap<string, Secret>;
	readonly dialect?: EnvDialect;
	/** Names off the list of safe ones that were agreed to. */
	readonly allowNames?: readonly string[];
	/** How a value becomes text; another one only in a test. */
	readonly encode?: typeof encodeValue;
}

export interface EnvFilePlan {
	readonly path: string;
	/** Null when the file is not there yet. */
	readonly before: string | null;
	readonly after: string;
	readonly names: readonly string[];
	readonly changed: readonly string[];
	/** Line by line, values hidden. */
	readonly diff: readonly string[];
}

/** What the file will be. Nothing is written. @throws `env-file/bad-name`, `env-file/bad-value`, `env-file/mismatch`, `machine/file` */
export async function planEnvFile(wanted: Wanted): Promise<EnvFilePlan> {
	const {path, values, dialect = 'universal', allowNames, encode = encodeValue} = wanted;
	for (const name of values.keys()) checkEnvName(name, allowNames);
	if ((await kindOf(path)) === 'link') throw isLink(path);
	const before = await readText(path);
	const readers = readersOf[dialect];
	const there = readers.map(reader => reader(before ?? ''));
	const changed = [...values].filter(([name, value]) => there.some(one => one[name] !== value.reveal()));
	const entries = new Map(changed.map(([name, value]) => [name, encoded(name, value, {dialect, encode})] as const));
	const after = entries.size === 0 ? (before ?? '') : editEnvText(before ?? '', entries, dialect);
	for (const reader of readers) proveSame(reader, {path, before: before ?? '', after, values});
	return {
		path,
		before,
		after,
		names: [...values.keys()],
		changed: changed.map(([name]) => name),
		diff: changed.map(
			([name, value]) =>
				`${there.some(one => one[name] !== undefined) ? '~' : '+'} ${name}=•••••••• (${value.lengthClass})`,
		),
	};
}

/** Puts it in place; a plan that changes nothing leaves the file untouched. Tells whether it wrote. @throws `machine/file`, and the old file is as it was */
export async function applyEnvFile({path, before, after}: EnvFilePlan): Promise<boolean> {
	if (before === after || (before === null && after === '')) return false;
	if ((await readText(path)) !== before) throw changedMeanwhile(path);
	const mode = await fileMode(path);
	// A file of old keeps its mode, but nobody else may write secrets into it.
	await writeText(path, after, {mode: mode === null ? 0o600 : mode & ~0o022, keepMode: false});
	return true;
}

function encoded(
	name: string,
	value: Secret,
	{dialect, encode}: {readonly dialect: EnvDialect; readonly encode: typeof encodeValue},
): string {
	const text = encode(value.reveal(), dialect);
	if (text !== null) return text;
	throw new WizardError('env-file/bad-value', {
		message: `${name} has no form that ${dialect === 'universal' ? 'every reader' : `a ${dialect} env file`} reads the same.`,
		hint:
			dialect === 'universal'
				? `Name the reader (--dialect node, dotenv, compose, docker, systemd, shell or python), choose a value without quotes, $ and \\, or keep it as base64 in ${name}_B64.`
				: `Choose a value without line breaks and quotes, or keep it as base64 in ${name}_B64.`,
		facts: {name, dialect},
	});
}

interface Proof {
	readonly path: string;
	readonly before: string;
	readonly after: string;
	readonly values: ReadonlyMap<string, Secret>;
}

/** Our values as they were meant, every other one as it was. */
function proveSame(read: EnvReader, {path, before, after, values}: Proof): void {
	// A mark at the start of the file hides the first name from some readers; without it the name is there.
	const old = read(before.replace(/^\ufeff/, ''));
	const now = read(after);
	const wrong = [...values].find(([name, value]) => now[name] !== value.reveal())?.[0];
	const names = new Set([...Object.keys(old), ...Object.keys(now)]);
	const disturbed = [...names].find(name => !values.has(name) && old[name] !== now[name]);
	const name = wrong ?? disturbed;
	if (name === undefined) return;
	throw new WizardError('env-file/mismatch', {
		message: `${name} would not read back from ${path} as it was meant, so the file was not written.`,
		hint: 'Look for an open quote in the file; if there is none, report this.',
		facts: {path, name},
	});
}

function isLink(path: string): WizardError {
	return new WizardError('machine/file', {
		message: `${path} is a symbolic link, and what it points to is not written through it.`,
		hint: 'Name the file itself, or put a real one in its place.',
		facts: {path, folder: dirname(path), name: basename(path)},
	});
}

function changedMeanwhile(path: string): WizardError {
	return new WizardError('machine/locked', {
		message: `${path} changed while this ran, so it was not written.`,
		hint: 'Run it again.',
		facts: {path},
	});
}
