import {join} from 'node:path';
import {WizardError} from '../../../shared/errors.ts';
import {kindOf} from '../../machine/files.ts';
import type {BuildRequest} from '../builders/builder.ts';
import type {Stack} from '../stack.ts';
import {startCommand} from '../start-command.ts';
import {appFiles} from './app-files.ts';
import type {Prepared} from './recipe.ts';

interface Starts {
	readonly stack: Stack;
	readonly start: string | undefined;
	readonly programFolders: readonly string[];
}

/** Programs that the image's host has, and that no dependency brings. */
const ofTheHost = new Set(['node', 'python3', 'python', '/bin/sh', 'sh']);

/** The image's command. What may be a program of a dependency (`next start`) is looked for there first. @throws `build/failed` */
export function commandFor({stack, start, programFolders}: Starts): readonly string[] {
	const command = start === undefined ? stack.start : startCommand(start);
	if (command === null)
		throw new WizardError('build/failed', {
			message: 'Nothing tells how this app starts.',
			hint: startHint(stack),
			facts: {stack: stack.id},
		});
	const [program = '', flag, script] = command;
	const inShell = program === '/bin/sh' && flag === '-c' && script !== undefined;
	if (programFolders.length === 0 || (!inShell && (ofTheHost.has(program) || program.includes('/')))) return command;
	const path = programFolders.map(folder => `$PWD/${folder}:`).join('');
	const line = inShell ? script : `exec ${command.join(' ')}`;
	return ['/bin/sh', '-c', `PATH="${path}$PATH"; export PATH; ${line}`];
}

/** A start file that an ignore file leaves out would be found missing only on the platform: say it now. @throws `build/failed` */
export async function refuseMissingStart(
	command: readonly string[],
	{request, application}: {readonly request: BuildRequest; readonly application: Prepared['application']},
): Promise<void> {
	const [program, file] = command;
	if (!(program === 'node' || program === 'python3') || file === undefined || file.startsWith('-')) return;
	const path = file.replace(/^\.\//, '');
	if ((await kindOf(join(application.folder, path))) !== 'file') return;
	if (application.content === 'built') return;
	for await (const entry of appFiles({...application, ignore: request.ignore ?? []})) if (entry.path === path) return;
	throw new WizardError('build/failed', {
		message: `${path}, which starts this app, is left out of the image by an ignore file.`,
		hint: `Add "!${path}" to build.ignore in cloudstation.json, or a build script that makes it.`,
		facts: {path},
	});
}

function startHint({id}: Stack): string {
	if (id === 'node')
		return 'Add a start script to package.json, or name the command: cs-wizard up --start "node server.js".';
	if (id === 'python')
		return 'Add a main.py or a Procfile, or name the command: cs-wizard up --start "python3 server.py".';
	return 'Name the command: cs-wizard up --start "COMMAND".';
}
