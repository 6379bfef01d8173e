/** How this run was started, from the flags that every command takes. */
import {resolve} from 'node:path';
import {kindOf} from '../core/machine/files.ts';
import {WizardError} from '../shared/errors.ts';
import {safeLine} from '../shared/safe-line.ts';
import {parseDuration} from '../shared/units.ts';
import type {Flags} from './command.ts';
import type {RunContext} from './command-services.ts';

type Started = Pick<
	RunContext,
	'version' | 'env' | 'startedIn' | 'interactive' | 'stdoutIsTerminal' | 'signal' | 'platform' | 'node'
>;

/** Timers hold no more than 31 bits of milliseconds; a longer one would fire at once. */
const longestWait = 2 ** 31 - 1;

/** @throws `usage/bad-value` */
export async function runContext(flags: Flags, started: Started): Promise<RunContext> {
	requireProfileName(flags.text('profile'));
	return {
		...started,
		cwd: await appFolder(flags.text('cwd'), started.startedIn),
		json: flags.on('json'),
		verbose: flags.on('verbose'),
		quiet: flags.on('quiet'),
		yes: flags.on('yes'),
		dryRun: flags.on('dry-run'),
		timeoutMs: timeoutOf(flags.text('timeout')),
		recordAnswers: flags.text('record-answers'),
	};
}

async function appFolder(named: string | undefined, startedIn: string): Promise<string> {
	if (named === undefined) return startedIn;
	const folder = resolve(startedIn, named);
	// The dot follows a link, and a file has nothing in it.
	if (named !== '' && (await kindOf(`${folder}/.`)) === 'folder') return folder;
	throw badValue(`--cwd takes a folder; there is none at ${safeLine(folder)}.`, 'Check the path.');
}

function timeoutOf(text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	const duration = parseDuration(text);
	if (duration !== null && duration <= longestWait) return duration;
	throw badValue(
		`--timeout takes a duration; "${safeLine(text, 40)}" is none.`,
		'For example 500ms, 20s, 2m or 1h, and at most 24 days.',
	);
}

/** It becomes the name of a folder. */
function requireProfileName(name: string | undefined): void {
	if (name === undefined || /^[\w][\w.-]{0,63}$/.test(name)) return;
	throw badValue(
		`--profile takes a name; "${safeLine(name, 60)}" is none.`,
		'Use letters, digits, dots and dashes, and begin with a letter or a digit.',
	);
}

function badValue(message: string, hint: string): WizardError {
	return new WizardError('usage/bad-value', {message, hint});
}
