/** argv in, exit code out: with bin/ the only file that reads argv or sets the exit code. */
import {runContext} from './commands/command-context.ts';
import {errorLines} from './commands/command-errors.ts';
import {parseCommandLine, wantsJson} from './commands/command-line.ts';
import type {RunContext} from './commands/command-services.ts';
import {composeServices, questionFlags} from './compose.ts';
import {listenForSignals} from './core/machine/signals.ts';
import {endQuietlyOnClosedPipes} from './core/machine/standard-streams.ts';
import {isErrorWithCode, toWizardError, WizardError} from './shared/errors.ts';
import {createFace, type Face} from './face.ts';

declare const CS_WIZARD_VERSION: string | undefined;
const version = typeof CS_WIZARD_VERSION === 'string' ? CS_WIZARD_VERSION : '0.0.0-source';

/** Runs one command line. Ends the process itself: Ink's timer and open sockets would hold it. */
export async function main(words: readonly string[]): Promise<void> {
	endQuietlyOnClosedPipes(() => process.exit(0));
	let face: Face | undefined;
	const interruption = listenForSignals({
		atOnce: () => face?.restore(),
		heardElsewhere: () => face?.hearsInterrupts() ?? false,
	});
	const crash = (thrown: unknown) => {
		face?.restore();
		report(thrown, words);
		process.exit(70);
	};
	process.on('uncaughtException', crash);
	process.on('unhandledRejection', crash);
	try {
		const line = await parseCommandLine(words, {version, questions: questionFlags});
		if (line.kind === 'help') {
			process.stdout.write(line.text);
			await written();
			process.exit(0);
		}
		const {flags} = line.input;
		const made = createFace({flags, env: process.env, interrupt: () => interruption.interrupt()});
		face = made;
		const context = await runContext(flags, {
			version,
			env: process.env,
			startedIn: process.cwd(),
			interactive: face.interactive,
			stdoutIsTerminal: process.stdout.isTTY,
			signal: interruption.signal,
			platform: process.platform,
			node: process.execPath,
		});
		refuseLeakyEnvironment(context.env);
		const services = composeServices({context, flags, makePrompter: () => made.prompter()});
		const {json, text = [], exitCode = 0} = await line.command.run(line.input, services);
		if (context.recordAnswers !== undefined) await (await import('./commands/command-ask.ts')).writeRecord(services);
		await made.close();
		if (context.json) {
			if (json !== undefined) services.output.json(json);
		} else for (const one of text) services.output.line(one);
		await written();
		if (interruption.received() !== undefined) return interruption.raiseAgain();
		process.exit(exitCode);
	} catch (thrown) {
		await face?.close();
		if (interruption.received() !== undefined) return interruption.raiseAgain();
		if (isErrorWithCode(thrown, 'wizard/interrupted')) return interruption.raiseAgain();
		const exitCode = report(thrown, words);
		if (process.env['GITHUB_ACTIONS'] === 'true' && !wantsJson(words)) await annotate(thrown);
		await written();
		process.exit(exitCode);
	}
}

/** Node prints headers and environments under these, before any code of ours can mask them. */
function refuseLeakyEnvironment(env: RunContext['env']): void {
	const leaks =
		/\b(http|https|net|tls|fetch|undici)\b/i.test(env['NODE_DEBUG'] ?? '') ||
		/--report-(on|uncaught)/.test(env['NODE_OPTIONS'] ?? '');
	if (!leaks) return;
	throw new WizardError('auth/unsafe-environment', {
		message: 'NODE_DEBUG or NODE_OPTIONS would print credentials.',
		hint: 'Unset it for cs-wizard; --verbose says more without secrets.',
		next: [{command: 'env -u NODE_DEBUG -u NODE_OPTIONS cs-wizard …', when: 'to run without it'}],
	});
}

/** Draws the error at the edge: data on stdout with `--json`, words on stderr otherwise. Gives the exit code. */
function report(thrown: unknown, words: readonly string[]): number {
	const error = toWizardError(thrown);
	if (wantsJson(words)) process.stdout.write(`${JSON.stringify({error: error.toJSON()})}\n`);
	else
		process.stderr.write(`${errorLines(error, {verbose: words.includes('--verbose'), env: process.env}).join('\n')}\n`);
	return error.exitCode;
}

/** The error on the page of the run, too. */
async function annotate(thrown: unknown): Promise<void> {
	const {errorAnnotation} = await import('./tui/plain-github.ts');
	const {code, message} = toWizardError(thrown);
	process.stderr.write(`${errorAnnotation(code, message)}\n`);
}

/** Waits until what was written is with the reader. */
async function written(): Promise<void> {
	for (const stream of [process.stdout, process.stderr]) {
		await new Promise<void>(done => {
			if (stream.writableLength === 0 || stream.destroyed) done();
			else stream.write('', () => done());
		});
	}
}
