import {WizardError} from '../../../shared/errors.ts';
import {runBuildProcess} from '../../machine/build-process.ts';
import {findOnPath} from '../../machine/processes.ts';
import type {RecipeInput} from './recipe.ts';

export interface ToolCall {
	readonly file: string;
	readonly args: readonly string[];
}

/** Twenty minutes: longer than any install, shorter than a night. */
const timeoutMs = 1_200_000;
const keptLines = 20;

/** Runs a build tool, its lines told as they come. @throws `build/failed`, `build/tool-missing` */
export async function runTool(
	{file, args}: ToolCall,
	cwd: string,
	{env, report, signal}: Pick<RecipeInput, 'env' | 'report' | 'signal'>,
): Promise<void> {
	const shown = [file, ...args].join(' ');
	const path = await findOnPath(file, env);
	if (path === null) throw toolMissing(file);
	report.log(`$ ${shown}`);
	const lastLines: string[] = [];
	const end = await runBuildProcess({
		file: path,
		args,
		cwd,
		env,
		timeoutMs,
		onLine(line, stream) {
			lastLines.push(line);
			if (lastLines.length > keptLines) lastLines.shift();
			report.log(line, stream);
		},
		signal,
	});
	if (end.exitCode === 0) return;
	const how = end.timedOut ? 'takes longer than 20 minutes' : `ends with ${end.signal ?? `exit code ${end.exitCode}`}`;
	throw new WizardError('build/failed', {
		message: `\`${shown}\` ${how}.`,
		hint: 'The lines above tell why. Nothing was pushed or deployed.',
		facts: {command: shown, exitCode: end.exitCode, lastLines},
	});
}

function toolMissing(tool: string): WizardError {
	return new WizardError('build/tool-missing', {
		message: `${tool} builds this app and is not on this machine.`,
		hint: `Install ${tool}, or put its folder on PATH.`,
		facts: {tool},
	});
}
