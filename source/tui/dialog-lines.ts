/** Words of the faces without a screen: no colour, no mark that only a colour explains. */
import type {Line} from '../wizard-engine/prompter.ts';
import {safeLines, safeText} from './safe-text.ts';

const spoken: Partial<Record<NonNullable<Line['tone']>, string>> = {warning: 'Warning: ', bad: 'Problem: '};

/** A line of a screen as text; commands and quotes are indented so that they can be told apart. */
export function lineInWords({text: words, tone = 'plain', beside = '', aside}: Line): string {
	const indent = tone === 'command' || tone === 'quote' ? '    ' : '';
	const text = beside === '' ? words : `${words.trimEnd()}  ${beside}`;
	const rest = aside === undefined || aside === '' ? '' : ` (${safeText(aside)})`;
	return safeLines(text)
		.map((line, index) => `${indent}${index === 0 ? (spoken[tone] ?? '') : ''}${line}`)
		.join('\n')
		.concat(rest);
}

/** Ends a text like a sentence, once. */
export function sentence(text: string): string {
	const safe = safeText(text).trim();
	return safe === '' || /[.!?:…]$/u.test(safe) ? safe : `${safe}.`;
}
