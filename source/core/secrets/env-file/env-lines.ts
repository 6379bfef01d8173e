/** An env file as pieces: assignments, of one or several lines, and everything else, kept as it stands. */
import type {EnvDialect} from './env-dialects.ts';

export interface EnvPiece {
	/** Undefined for comments, blank lines and what is no assignment. */
	readonly name: string | undefined;
	/** `export ` and what stands before it. */
	readonly prefix: string;
	/** A comment behind the value, with its `#`. */
	readonly comment: string;
	/** As it stands, with its line ends. */
	readonly text: string;
}

const assignment = /^([^\S\r\n]*(?:export[^\S\r\n]+)?)([\w.-]+)[^\S\r\n]*=[^\S\r\n]*/;

/** A value in quotes, as far as the reader takes it. */
const dotenvQuotes = /^(?:'(?:\\'|[^'])*'|"(?:\\"|[^"])*"|`(?:\\`|[^`])*`)/;
const doubleQuotes = /^(?:'[^']*'|"(?:\\[\s\S]|[^"\\])*")/;
const quotes: Readonly<Record<EnvDialect, RegExp>> = {
	universal: dotenvQuotes,
	dotenv: dotenvQuotes,
	node: /^(?:'[^']*'|"[^"]*"|`[^`]*`)/,
	compose: doubleQuotes,
	systemd: doubleQuotes,
	docker: /^(?!)/,
	shell: /^(?:'[^']*'|"(?:\\[\s\S]|[^"\\])*"|\\[\s\S])(?:'[^']*'|"(?:\\[\s\S]|[^"\\])*"|\\[\s\S]|[^\s'"\\;&|<>])*/,
	python: /^(?:'(?:\\[\s\S]|[^'\\])*'|"(?:\\[\s\S]|[^"\\])*")/,
};

export function envPieces(text: string, dialect: EnvDialect): readonly EnvPiece[] {
	const pieces: EnvPiece[] = [];
	for (let rest = text; rest !== ''; ) {
		const piece = firstPiece(rest, quotes[dialect]);
		pieces.push(piece);
		rest = rest.slice(piece.text.length);
	}
	return pieces;
}

function firstPiece(text: string, quoted: RegExp): EnvPiece {
	const [line = ''] = /^[^\n]*\n?/.exec(text) ?? [];
	const found = assignment.exec(line);
	if (found === null) return {name: undefined, prefix: '', comment: '', text: line};
	const [head, prefix = '', name = ''] = found;
	const value = text.slice(head.length);
	const [inQuotes] = quoted.exec(value) ?? [];
	const end = head.length + (inQuotes?.length ?? 0);
	// A quoted value may go over several lines; what stands behind it belongs to it.
	const [tail = ''] = /^[^\n]*\n?/.exec(text.slice(end)) ?? [];
	const [comment = ''] = (inQuotes === undefined ? /\s#.*/ : /#.*/).exec(tail) ?? [];
	return {name, prefix, comment: comment.trim(), text: text.slice(0, end) + tail};
}

/** CRLF where the file has it. */
export const lineEnd = (text: string): string => (/\r\n/.test(text) ? '\r\n' : '\n');

/** The file with these values (as they are written behind `NAME=`); all else keeps its place. */
export function editEnvText(text: string, entries: ReadonlyMap<string, string>, dialect: EnvDialect): string {
	const newline = lineEnd(text);
	const pieces = envPieces(text.replace(/^\ufeff/, ''), dialect);
	const last = new Map(pieces.map(({name}, index) => [name, index] as const));
	const kept = pieces.map((piece, index) => {
		const value = piece.name === undefined ? undefined : entries.get(piece.name);
		if (value === undefined || piece.name === undefined) return piece.text;
		// Of a name that stands twice the last one counts for every reader.
		if (last.get(piece.name) !== index) return '';
		const comment = piece.comment === '' ? '' : `${piece.comment}${newline}`;
		return `${comment}${piece.prefix}${piece.name}=${value}${newline}`;
	});
	const added = [...entries].filter(([name]) => !last.has(name)).map(([name, value]) => `${name}=${value}${newline}`);
	const body = kept.join('');
	const end = body === '' || body.endsWith('\n') ? '' : newline;
	return `${body}${added.length === 0 ? '' : end}${added.join('')}`;
}
