/** Running other programs. A call is data (`{file, args, stdin}`), so that it can be shown, compared in a test, and never holds a secret in `args`. */
import {constants} from 'node:fs';
import {access} from 'node:fs/promises';
import {delimiter, isAbsolute, join} from 'node:path';
import {WizardError} from '../../shared/errors.ts';
import {systemCode} from './file-errors.ts';

export interface ProcessCall {
	/** An absolute path, or a name that `findOnPath` resolves. */
	readonly file: string;
	readonly args: readonly string[];
	readonly cwd?: string;
	/** The child's whole environment: nothing of ours is passed on by itself. */
	readonly env: Readonly<Record<string, string>>;
	readonly stdin?: string;
	readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
	readonly signal?: AbortSignal;
	readonly timeoutMs?: number;
}

export interface ProcessEnd {
	readonly exitCode: number | null;
	readonly signal: string | null;
	readonly timedOut: boolean;
	/** Kept only when no `onLine` is given; at most 1 MB. */
	readonly stdout: string;
	readonly stderr: string;
}

const passedOn = [
	'PATH',
	'HOME',
	'LANG',
	'LC_ALL',
	'LC_CTYPE',
	'TZ',
	'TMPDIR',
	'TERM',
	'SSL_CERT_FILE',
	'SSL_CERT_DIR',
	'NODE_EXTRA_CA_CERTS',
	'HTTP_PROXY',
	'HTTPS_PROXY',
	'NO_PROXY',
	'http_proxy',
	'https_proxy',
	'no_proxy',
];

/** What a child may see of our environment: an allow-list, so that no credential reaches it. */
export function childEnvironment(
	env: Readonly<Record<string, string | undefined>>,
	more: Readonly<Record<string, string>> = {},
): Record<string, string> {
	const kept: Record<string, string> = {};
	for (const name of passedOn) {
		const value = env[name];
		if (value !== undefined) kept[name] = value;
	}
	return {...kept, ...more};
}

/** The absolute path of a program, or null. Relative and empty PATH entries are skipped: a project's folder must not supply `docker`. */
export async function findOnPath(
	name: string,
	env: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
	if (isAbsolute(name)) return (await isExecutable(name)) ? name : null;
	for (const folder of (env['PATH'] ?? '').split(delimiter)) {
		if (!isAbsolute(folder)) continue;
		const candidate = join(folder, name);
		if (await isExecutable(candidate)) return candidate;
	}
	return null;
}

/** Waits for the end; a non-zero code is a result, not an error. @throws `machine/tool-missing` */
export async function runProcess({
	file,
	args,
	cwd,
	env,
	stdin,
	onLine,
	signal,
	timeoutMs,
}: ProcessCall): Promise<ProcessEnd> {
	const path = await findOnPath(file, env);
	if (path === null) throw toolMissing(file);
	const {execa} = await import('execa');
	const child = execa(path, [...args], {
		...(cwd === undefined ? {} : {cwd}),
		env,
		extendEnv: false,
		...(stdin === undefined ? {stdin: 'ignore' as const} : {input: stdin}),
		reject: false,
		buffer: onLine === undefined,
		maxBuffer: 1_000_000,
		stripFinalNewline: false,
		...(signal === undefined ? {} : {cancelSignal: signal}),
		...(timeoutMs === undefined ? {} : {timeout: timeoutMs}),
		forceKillAfterDelay: 10_000,
	});
	const readings =
		onLine === undefined
			? []
			: [
					readLines(child.iterable({from: 'stdout'}), line => onLine(line, 'stdout')),
					readLines(child.iterable({from: 'stderr'}), line => onLine(line, 'stderr')),
				];
	const result = await child;
	await Promise.all(readings);
	if (signal?.aborted) throw signal.reason;
	if (result.exitCode === undefined && result.signal === undefined && systemCode(result.cause) !== undefined)
		throw toolMissing(file);
	return {
		exitCode: result.exitCode ?? null,
		signal: result.signal ?? null,
		timedOut: result.timedOut,
		stdout: typeof result.stdout === 'string' ? result.stdout : '',
		stderr: typeof result.stderr === 'string' ? result.stderr : '',
	};
}

async function readLines(lines: AsyncIterable<unknown>, onLine: (line: string) => void): Promise<void> {
	try {
		for await (const line of lines) onLine(String(line));
	} catch {
		// The stream breaks off when the child is killed; how it ended is told by its result.
	}
}

async function isExecutable(path: string): Promise<boolean> {
	try {
		await access(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

function toolMissing(file: string): WizardError {
	return new WizardError('machine/tool-missing', {
		message: `The program ${file} is not on this machine.`,
		hint: `Install ${file}, or put its folder on PATH.`,
		facts: {tool: file},
	});
}
