/** How what was written is read back: by the readers themselves where they are at hand, else by their rules. */
import {parseEnv} from 'node:util';
import {parse as parseDotenv} from 'dotenv';
import type {EnvDialect} from './env-dialects.ts';
import {envPieces} from './env-lines.ts';

type Values = Readonly<Record<string, string | undefined>>;
export type EnvReader = (text: string) => Values;

const readers = {
	node: text => parseEnv(text),
	dotenv: text => parseDotenv(text),
} as const satisfies Readonly<Record<string, EnvReader>>;

/** Every one of these must give back what was written. */
export const readersOf: Readonly<Record<EnvDialect, readonly EnvReader[]>> = {
	universal: [readers.node, readers.dotenv],
	node: [readers.node],
	dotenv: [readers.dotenv],
	compose: [byRule('compose', value => unescaped(value, '"', {r: '\r'}))],
	docker: [text => Object.fromEntries(text.split(/\r?\n/).flatMap(line => dockerLine(line)))],
	systemd: [byRule('systemd', value => unescaped(value, '"', {}))],
	shell: [byRule('shell', shellWord)],
	python: [byRule('python', value => unescaped(value, "'", {}))],
};

/** The values of an env file as dotenv reads it, the most common reader. */
export const readEnvText: EnvReader = readers.dotenv;

function dockerLine(line: string): readonly (readonly [string, string])[] {
	const equals = line.indexOf('=');
	return equals < 1 || line.startsWith('#') ? [] : [[line.slice(0, equals), line.slice(equals + 1)]];
}

function byRule(dialect: EnvDialect, decode: (value: string) => string): EnvReader {
	return text =>
		Object.fromEntries(
			envPieces(text, dialect).flatMap(({name, text: piece}) =>
				name === undefined ? [] : [[name, decode(piece.slice(piece.indexOf('=') + 1).replace(/\r?\n$/, ''))] as const],
			),
		);
}

function unescaped(value: string, quote: string, letters: Readonly<Record<string, string>>): string {
	if (!value.startsWith(quote) || !value.endsWith(quote)) return value;
	return value.slice(1, -1).replaceAll(/\\([\s\S])/g, (_, next: string) => letters[next] ?? next);
}

function shellWord(value: string): string {
	return value.replaceAll(
		/'([^']*)'|\\([\s\S])/g,
		(_, inside: string | undefined, escaped: string | undefined) => inside ?? escaped ?? '',
	);
}
