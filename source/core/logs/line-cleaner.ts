import type {Redactor} from '../../shared/redactor.ts';
import {capLine, maxLineBytes, type Sanitiser} from './sanitise.ts';

/**
 * One stream's lines, safe to show: first sanitised (so that an escape inside a secret does not hide it), then redacted,
 * then cut (so that no half of a secret stays at the end).
 */
export function createLineCleaner(sanitiser: Sanitiser, redactor: Redactor): (line: string, left: number) => string {
	const redact = redactor.lines();
	const enough = maxLineBytes + redactor.longest;
	return (line, left) => {
		const clean = sanitiser.clean(line, enough);
		return capLine({text: redact(clean.text), left: clean.left + left});
	};
}
