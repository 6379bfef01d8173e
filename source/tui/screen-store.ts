import type {Frame, Line} from '../wizard-engine/prompter.ts';
import type {Key} from './keys/key.ts';
import type {Screen} from './screens/screen.ts';

interface Machinery {
	/** Draws everything anew. */
	readonly redraw: () => void;
	/** Gives the terminal to the shell until the person comes back (ctrl+z). */
	readonly suspend: () => void;
}

const noMachinery: Machinery = {redraw: () => undefined, suspend: () => undefined};
const keptNotes = 3;

/** What is on the screen now. It stands outside React; components subscribe to it. */
export class ScreenStore {
	readonly #makeIdle: () => Screen;
	readonly #listeners = new Set<() => void>();
	#version = 0;
	#screen: Screen;
	#machinery = noMachinery;
	#isHelpOpen = false;
	#generation = 0;
	frame: Frame = {who: '', service: '', connection: {state: 'none', text: ''}, chapters: []};
	notes: readonly Line[] = [];

	constructor(makeIdle: () => Screen) {
		this.#makeIdle = makeIdle;
		this.#screen = makeIdle();
	}

	get screen(): Screen {
		return this.#screen;
	}

	get isHelpOpen(): boolean {
		return this.#isHelpOpen;
	}

	readonly subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	};

	/** Changes with everything that can be seen. */
	readonly version = (): number => this.#version;

	readonly changed = (): void => {
		this.#version += 1;
		for (const listener of this.#listeners) listener();
	};

	/** Counts the times everything was drawn anew. */
	get generation(): number {
		return this.#generation;
	}

	redrawn(): void {
		this.#generation += 1;
		this.changed();
	}

	attach(machinery: Machinery): void {
		this.#machinery = machinery;
	}

	show(screen: Screen): void {
		this.#screen = screen;
		this.#isHelpOpen = false;
		this.changed();
	}

	/** The screen is done; what was noted for it has been read. */
	end(screen: Screen): void {
		screen.close?.();
		if (this.#screen !== screen) return;
		this.#screen = this.#makeIdle();
		this.notes = [];
		this.changed();
	}

	setFrame(parts: Partial<Frame>): void {
		this.frame = {...this.frame, ...parts};
		this.changed();
	}

	note(line: Line): void {
		this.notes = [...this.notes, line].slice(-keptNotes);
		this.changed();
	}

	press(key: Key): void {
		if (key.chord === 'ctrl+l') {
			this.#machinery.redraw();
			return;
		}

		if (key.chord === 'ctrl+z') {
			this.#machinery.suspend();
			return;
		}

		if (this.#isHelpOpen && key.chord !== 'ctrl+c') {
			this.#isHelpOpen = false;
			this.changed();
			return;
		}

		if (key.chord === 'ctrl+g' || (key.chord === '?' && !this.#screen.isTyping)) {
			this.#isHelpOpen = true;
			this.changed();
			return;
		}

		this.#screen.press(key);
	}
}
