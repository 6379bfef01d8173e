import type {Key} from '../keys/key.ts';

/** The answer after a key; `decided` when the key is an answer of its own (y, n). */
export function moveConfirm(yes: boolean, key: Key): {readonly yes: boolean; readonly decided: boolean} | undefined {
	switch (key.chord) {
		case 'y':
		case 'Y':
			return {yes: true, decided: true};
		case 'n':
		case 'N':
			return {yes: false, decided: true};
		case 'left':
		case 'right':
		case 'up':
		case 'down':
		case 'tab':
		case ' ':
			return {yes: !yes, decided: false};
		default:
			return undefined;
	}
}
