/** The ways one secret value may be written in a log: as it is, line by line, and as the usual encoders write it. */

const leastLength = 4;
const leastEncoded = 8;
/** Masking these would destroy every log; they guard nothing. */
const commonWords = new Set(
	(
		'true false null none undefined enabled disabled default auto localhost development production staging test local ' +
		'main master node debug info warn warning error http https json utf8 utf-8 admin root user'
	).split(' '),
);

/** True for a value that is masked wherever it stands; false for one so short or common that masking it would destroy the log. */
export function isMaskable(value: string): boolean {
	return value.length >= leastLength && !commonWords.has(value.toLowerCase()) && !/^\d{1,5}$/.test(value);
}

/** Every text that gives the value away. None for a value that is not maskable. */
export function secretForms(value: string): ReadonlySet<string> {
	const forms = new Set<string>();
	const lines = value.split(/\r\n|\r|\n/).map(line => line.trim());
	const whole = lines.length > 1 ? [...lines, value] : [value, ...lines];
	for (const plain of whole.filter(isMaskable)) {
		for (const form of encodings(plain)) forms.add(form);
	}
	return forms;
}

function* encodings(value: string): Iterable<string> {
	yield value;
	// A tab or a control character is gone once the line is safe to show.
	const shown = value.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '');
	if (isMaskable(shown)) yield shown;
	yield JSON.stringify(value).slice(1, -1);
	const url = percentEncoded(value);
	yield url;
	yield url.replaceAll(/%[\dA-F]{2}/g, code => code.toLowerCase());
	yield url.replaceAll('%20', '+');
	if (value.length >= leastEncoded) yield* base64Forms(value);
}

/** A lone surrogate has no UTF-8 form, and `encodeURIComponent` throws at it. */
function percentEncoded(value: string): string {
	return encodeURIComponent(value.toWellFormed());
}

/** The value may stand at any place of a larger encoded text (`user:password`), so all three alignments, without their unstable ends. */
function* base64Forms(value: string): Iterable<string> {
	const bytes = Buffer.from(value, 'utf8');
	for (const before of [0, 1, 2]) {
		const encoded = Buffer.concat([Buffer.alloc(before), bytes])
			.toString('base64')
			.replaceAll('=', '');
		const from = before === 0 ? 0 : before + 1;
		const spare = (before + bytes.length) % 3;
		const stable = encoded.slice(from, spare === 0 ? undefined : -1);
		if (stable.length < leastEncoded) continue;
		yield stable;
		yield stable.replaceAll('+', '-').replaceAll('/', '_');
	}
}
