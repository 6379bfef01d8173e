/** What a terminal sends for a key. */
const keys: Readonly<Record<string, string>> = {
	up: '\u001B[A',
	down: '\u001B[B',
	right: '\u001B[C',
	left: '\u001B[D',
	home: '\u001B[H',
	end: '\u001B[F',
	pageup: '\u001B[5~',
	pagedown: '\u001B[6~',
	delete: '\u001B[3~',
	enter: '\r',
	escape: '\u001B',
	tab: '\t',
	'shift+tab': '\u001B[Z',
	backspace: '\u007F',
	space: ' ',
};

const arrows: Readonly<Record<string, string>> = {up: 'A', down: 'B', right: 'C', left: 'D', home: 'H', end: 'F'};

/** `enter`, `ctrl+c`, `alt+left`; anything else is text as it is typed. */
export function keySequence(name: string): string {
	const known = keys[name];
	if (known !== undefined) return known;
	const [modifier, base = ''] = name.split('+');
	if (modifier === 'ctrl' && /^[a-z]$/.test(base)) return String.fromCharCode(base.charCodeAt(0) - 96);
	const arrow = arrows[base];
	if (modifier === 'alt' && arrow !== undefined) return `\u001B[1;3${arrow}`;
	if (modifier === 'ctrl' && arrow !== undefined) return `\u001B[1;5${arrow}`;
	if (modifier === 'alt' && base !== '') return `\u001B${base}`;
	return name;
}

export const pasteSequence = (text: string): string => `\u001B[200~${text}\u001B[201~`;
