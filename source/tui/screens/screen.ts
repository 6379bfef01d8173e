import type {ReactNode} from 'react';
import type {Key} from '../keys/key.ts';

export interface KeyHint {
	/** As the keys line names it; `arrows` is drawn as the terminal can. */
	readonly keys: string;
	readonly does: string;
	/** Stays when the line gets too long for all. */
	readonly keep?: boolean;
}

/** The room a screen has for its middle. */
export interface Area {
	readonly columns: number;
	readonly rows: number;
}

/**
 * One thing that has the screen. It lives outside React and takes its keys one by one, so that a key never meets
 * a state that is not drawn yet; React draws what it holds.
 */
export interface Screen {
	/** True while letters are text: then `?` is a character and help is on ctrl+g. */
	readonly isTyping: boolean;
	/** True when it fills the whole terminal, without header and chapters. */
	readonly isWhole?: boolean;
	hints(): readonly KeyHint[];
	/** One line above the keys: a question that must be answered before anything else. */
	banner?(): string | undefined;
	/** Where the current chapter stands: "2 of 4". */
	position?(): string | undefined;
	/** What this step does, for the help over the screen. */
	help(): readonly string[];
	press(key: Key): void;
	/** The process is told to end: give up the question, stop the work. */
	leave(): void;
	draw(area: Area): ReactNode;
	/** Stops what it started: timers, listeners, requests. */
	close?(): void;
}

/** What a screen gets from the face that shows it. */
export interface Stage {
	/** Draw me again. */
	readonly changed: () => void;
	readonly now: () => number;
	readonly copy: (text: string) => void;
	/** The terminal's size now, in columns and rows. */
	readonly size: () => Area;
}
