import type {WizardError} from '../shared/errors.ts';
import {type Environment, marksOf} from './command-marks.ts';

interface Style {
	readonly verbose: boolean;
	readonly env: Environment;
}

/** An error off the screen: what is wrong, what to do, the commands to copy, and where to read on. */
export function errorLines(error: WizardError, {verbose, env}: Style): readonly string[] {
	const width = Math.max(0, ...error.next.map(({command}) => command.length));
	return [
		`${marksOf(env).bad} ${error.message}`,
		`  ${error.hint}`,
		...error.next.map(({command, when}) => `    ${command.padEnd(width)}  ${when}`),
		`  ${error.code}, exit ${error.exitCode}, ${error.docs}`,
		...(verbose ? causes(error.cause) : []),
	];
}

/** The chain of causes, names and code lines only where they are ours: another library's message may hold a secret. */
function causes(cause: unknown): readonly string[] {
	if (!(cause instanceof Error)) return [];
	const places = (cause.stack ?? '')
		.split('\n')
		.filter(line => /^\s+at /.test(line))
		.slice(0, 8);
	return [`  caused by ${cause.name}`, ...places.map(place => `  ${place.trim()}`), ...causes(cause.cause)];
}
