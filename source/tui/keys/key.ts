/** A pressed key. Screens switch on `chord`; fields insert `text`. */
export interface Key {
	/** `enter`, `ctrl+a`, `alt+left`, or the character itself. A paste is `paste`, the mouse wheel `wheel-up` and `wheel-down`. */
	readonly chord: string;
	/** What a text field inserts: the character, or all that was pasted. Empty for keys that print nothing. */
	readonly text: string;
}

const named: Readonly<Record<string, string>> = {
	'\r': 'enter',
	'\n': 'enter',
	// A paste that does not come marked brings both; they are one line end.
	'\r\n': 'enter',
	'\t': 'tab',
	'\u007F': 'backspace',
	'\b': 'backspace',
	'\u001B': 'escape',
	'\u001B[Z': 'shift+tab',
};

const finals: Readonly<Record<string, string>> = {
	A: 'up',
	B: 'down',
	C: 'right',
	D: 'left',
	H: 'home',
	F: 'end',
	P: 'f1',
	Q: 'f2',
	R: 'f3',
	S: 'f4',
};

const numbered: Readonly<Record<string, string>> = {
	'1': 'home',
	'2': 'insert',
	'3': 'delete',
	'4': 'end',
	'5': 'pageup',
	'6': 'pagedown',
	'7': 'home',
	'8': 'end',
};

const pasted = /^\u001B\[200~([\s\S]*)\u001B\[201~$/;
const arrow = /^\u001B(?:\[|O)(?:\d*;(\d+))?([A-DFHP-S])$/;
const tilde = /^\u001B\[(\d+)(?:;(\d+))?~$/;
const wheel = /^\u001B\[<(\d+);\d+;\d+M$/;

/** What one token of the terminal's input means; undefined for what no screen uses (other mouse reports, focus, unknown sequences). */
export function parseKey(token: string): Key | undefined {
	const name = named[token];
	if (name !== undefined) return {chord: name, text: ''};
	if (token.startsWith('\u001B')) return parseSequence(token);
	const code = token.charCodeAt(0);
	if (code === 0) return {chord: 'ctrl+space', text: ''};
	if (code < 27) return {chord: `ctrl+${String.fromCharCode(code + 96)}`, text: ''};
	if (code < 32) return undefined;
	return {chord: token, text: token};
}

function parseSequence(token: string): Key | undefined {
	const paste = pasted.exec(token);
	if (paste) return {chord: 'paste', text: paste[1] ?? ''};

	const turned = wheel.exec(token);
	if (turned) {
		if (turned[1] === '64') return {chord: 'wheel-up', text: ''};
		return turned[1] === '65' ? {chord: 'wheel-down', text: ''} : undefined;
	}

	const letter = arrow.exec(token);
	if (letter) return modified(finals[letter[2] ?? ''], letter[1]);
	const number = tilde.exec(token);
	if (number) return modified(numbered[number[1] ?? ''], number[2]);

	// Alt comes as ESC before the key; some terminals send it so for the arrows as well.
	const rest = parseKey(token.slice(1));
	if (!rest || rest.chord === 'paste' || token.startsWith('\u001B[') || token.startsWith('\u001BO')) return undefined;
	return {chord: `alt+${rest.chord}`, text: ''};
}

/** The modifier is 1 plus the sum of shift 1, alt 2, ctrl 4. */
function modified(name: string | undefined, modifier: string | undefined): Key | undefined {
	if (name === undefined) return undefined;
	const bits = modifier === undefined ? 0 : Number(modifier) - 1;
	const prefix = `${bits & 4 ? 'ctrl+' : ''}${bits & 2 ? 'alt+' : ''}${bits & 1 ? 'shift+' : ''}`;
	return {chord: prefix + name, text: ''};
}
