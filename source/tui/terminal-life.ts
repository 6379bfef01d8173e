/** How the terminal is taken and given back, so that no ending of ours leaves it odd. */
import type {InputStream} from './keys/key-reader.ts';

/** Leaves everything a screen may have turned on: alternate screen, hidden cursor, colours, mouse, paste marks, held-back drawing. */
export const restoreSequence =
	'\u001B[?1049l\u001B[?25h\u001B[0m\u001B[?1000l\u001B[?1002l\u001B[?1003l\u001B[?1006l\u001B[?2004l\u001B[?2026l\u001B[?7h';

const takeSequence = '\u001B[?2004h';
const enterScreen = '\u001B[?1049h\u001B[?25l';

interface TerminalLifeOptions {
	readonly input: Pick<InputStream, 'setRawMode'>;
	/** Writes at once, also while the process is ending; it does not throw when the terminal is gone. */
	readonly write: (text: string) => void;
}

export interface TerminalLife {
	/** Pastes come marked from here on. The mouse stays the terminal's, so that text can be selected. */
	readonly take: () => void;
	/** Idempotent; for the end, signals and uncaught errors. */
	readonly restore: () => void;
	/** Before the shell gets the terminal. */
	readonly leave: () => void;
	/** The person is back. */
	readonly comeBack: () => void;
}

export function createTerminalLife({input, write}: TerminalLifeOptions): TerminalLife {
	let isTaken = false;
	const giveBack = () => {
		if (!isTaken) return;
		isTaken = false;
		write(restoreSequence);
		// On a terminal that hung up this fails; there is nothing left to restore then.
		try {
			input.setRawMode?.(false);
		} catch {}
	};
	return {
		take() {
			isTaken = true;
			// Again on a redraw: a stopped process may find that its shell took both away.
			input.setRawMode?.(true);
			write(takeSequence);
		},
		restore: giveBack,
		leave: giveBack,
		comeBack() {
			this.take();
			write(enterScreen);
		},
	};
}
