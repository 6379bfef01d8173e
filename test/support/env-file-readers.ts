/** The readers of env files that this machine has, each as a function from a file's text to what it makes of it. */
import {execFileSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {delimiter, join} from 'node:path';
import {parseEnv} from 'node:util';
import {parse} from 'dotenv';
import type {EnvDialect} from '../../source/core/secrets/env-file/env-dialects.ts';

export interface FileReader {
	readonly name: string;
	readonly read: (text: string) => Readonly<Record<string, string | undefined>>;
}

const onPath = (program: string): boolean =>
	(process.env['PATH'] ?? '').split(delimiter).some(folder => existsSync(join(folder, program)));

/** A program that is given the file's path and prints its environment, NUL between entries. */
function byProgram(name: string, command: (file: string) => readonly [string, ...string[]]): FileReader {
	return {
		name,
		read(text) {
			const folder = mkdtempSync(join(tmpdir(), 'env-reader-'));
			try {
				const file = join(folder, 'file.env');
				writeFileSync(file, text);
				const [program, ...args] = command(file);
				const env = {PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8'};
				const output = execFileSync(program, args, {
					encoding: 'utf8',
					maxBuffer: 64_000_000,
					env,
					stdio: ['ignore', 'pipe', 'pipe'],
				});
				return Object.fromEntries(
					output
						.split('\0')
						.filter(entry => entry.includes('='))
						.map(entry => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)] as const),
				);
			} finally {
				rmSync(folder, {recursive: true, force: true});
			}
		},
	};
}

const inNode: FileReader = {name: 'node', read: text => parseEnv(text)};
const inDotenv: FileReader = {name: 'dotenv', read: text => parse(text)};
const shells = ['sh', 'bash', 'dash', 'zsh']
	.filter(onPath)
	.map(shell => byProgram(shell, file => [shell, '-c', 'set -a; . "$0"; exec env -0', file]));

const nodeFlag = byProgram('node --env-file', file => [
	process.execPath,
	`--env-file=${file}`,
	'-e',
	"process.stdout.write(Object.entries(process.env).map(([k, v]) => `${k}=${v}\\0`).join(''))",
]);

const pythonCode = `import sys, dotenv
values = dotenv.dotenv_values(sys.argv[1])
sys.stdout.write(''.join(f'{k}={v}\\0' for k, v in values.items() if v is not None))`;
const inPython = byProgram('python-dotenv', file => ['python3', '-X', 'utf8', '-c', pythonCode, file]);

/** The package may be missing where Python is not. */
const python = onPath('python3') && answers(inPython) ? [inPython] : [];

function answers({read}: FileReader): boolean {
	try {
		return read('A=1\n')['A'] === '1';
	} catch {
		return false;
	}
}

/** Every one of these must read back what the dialect wrote. */
export const readersAtHand: Readonly<Record<EnvDialect, readonly FileReader[]>> = {
	universal: [inNode, nodeFlag, inDotenv, ...shells, ...python],
	node: [inNode, nodeFlag],
	dotenv: [inDotenv],
	shell: shells,
	python,
	// No reader of these stands alone: they are held to their rules.
	compose: [],
	docker: [],
	systemd: [],
};
