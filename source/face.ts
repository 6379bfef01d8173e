/** Which face asks and draws: full screen, dialog or plain lines; and what the process needs of it. */
import type {Flags} from './commands/command.ts';
import {WizardError} from './shared/errors.ts';
import type {Prompter} from './wizard-engine/prompter.ts';

export interface Face {
	/** A person can be asked. */
	readonly interactive: boolean;
	prompter(): Promise<Prompter>;
	/** Gives the terminal back at once. */
	restore(): void;
	hearsInterrupts(): boolean;
	close(): Promise<void>;
}

interface Options {
	readonly flags: Flags;
	readonly env: NodeJS.ProcessEnv;
	readonly interrupt: () => void;
}

export function createFace({flags, env, interrupt}: Options): Face {
	const terminal = process.stdin.isTTY && process.stderr.isTTY;
	const interactive = terminal && !flags.on('non-interactive') && !flags.on('json');
	const accessible = flags.on('accessible') || isOn(env['ACCESSIBLE']);
	const fullScreen =
		interactive && !accessible && !flags.on('plain') && process.stdout.isTTY && env['TERM'] !== 'dumb' && !isCi(env);
	const life: {restore: () => void; prompter?: Prompter} = {restore: () => undefined};

	// Counted here: libraries listen to signals too, and do nothing with them.
	const hearing = new Set<() => void>();
	const signals = {
		on: (name: 'SIGINT', listener: () => void) => {
			hearing.add(listener);
			process.on(name, listener);
		},
		off: (name: 'SIGINT', listener: () => void) => {
			hearing.delete(listener);
			process.off(name, listener);
		},
	};

	async function make(): Promise<Prompter> {
		if (fullScreen) {
			const [{createInkPrompter}, {writeNow}] = await Promise.all([
				import('./tui/ink-prompter.tsx'),
				import('./core/machine/standard-streams.ts'),
			]);
			const colours = flags.on('no-color') ? {...env, NO_COLOR: '1'} : env;
			const ink = createInkPrompter({
				stdin: process.stdin,
				stdout: process.stdout,
				stderr: process.stderr,
				env: colours,
				interrupt,
				writeNow: text => writeNow(1, text),
				stopProcess: () => process.kill(process.pid, 'SIGSTOP'),
			});
			life.restore = () => ink.restore();
			process.on('SIGTSTP', () => void ink.suspend());
			// Stopped from outside and let go on: somebody else has written over the screen since.
			process.on('SIGCONT', () => ink.redraw());
			process.on('exit', () => ink.restore());
			return ink;
		}
		const {LineTerminal} = await import('./core/machine/line-terminal.ts');
		const lines = new LineTerminal({input: process.stdin, output: process.stderr, signals, interrupt});
		life.restore = () => lines.giveUp(interrupted());
		if (interactive) {
			const {AccessiblePrompter} = await import('./tui/accessible-prompter.ts');
			return new AccessiblePrompter(lines);
		}
		const [{PlainPrompter}, {plainStyleOf}] = await Promise.all([
			import('./tui/plain-prompter.ts'),
			import('./tui/plain-progress.ts'),
		]);
		const quiet = flags.on('quiet') || flags.on('json');
		return new PlainPrompter(lines, plainStyleOf(env, {quiet, verbose: flags.on('verbose')}));
	}

	let made: Promise<Prompter> | undefined;
	return {
		interactive,
		prompter: () => {
			made ??= make().then(prompter => {
				life.prompter = prompter;
				return prompter;
			});
			return made;
		},
		restore: () => life.restore(),
		// A face in lines listens itself while something runs, so that the first Ctrl+C stops it at the next safe point.
		hearsInterrupts: () => hearing.size > 0,
		close: async () => life.prompter?.close(),
	};
}

const interrupted = (): WizardError =>
	new WizardError('wizard/interrupted', {
		message: 'You left before it was done.',
		hint: 'Nothing more is done. The next start goes on from here.',
	});

const isOn = (value: string | undefined): boolean =>
	value !== undefined && !['', '0', 'false', 'no'].includes(value.toLowerCase());

/** `CI` set and not false, 0 or empty: it changes how things are drawn, never what is answered. */
const isCi = (env: NodeJS.ProcessEnv): boolean => isOn(env['CI']);
