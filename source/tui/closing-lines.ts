import {styleText} from 'node:util';
import type {Line} from '../wizard-engine/prompter.ts';
import {safeText} from './safe-text.ts';
import type {Theme, Tone} from './theme.ts';

/** The lines that stay on the normal screen when the full screen is gone. */
export function closingLines(lines: readonly Line[], theme: Theme): string {
	return lines.map(line => `${closingLine(line, theme)}\n`).join('');
}

function closingLine({text, tone = 'plain', beside = '', aside}: Line, {marks, styles, color}: Theme): string {
	const paint = (toned: Tone, words: string): string => {
		const {color: name, bold, dimColor} = styles[toned];
		const formats = [
			...(isColor(name) && color ? [name] : []),
			...(bold === true ? ['bold' as const] : []),
			...(dimColor === true && color ? ['dim' as const] : []),
		];
		return formats.length === 0 ? words : styleText(formats, words, {validateStream: false});
	};
	const mark = tone === 'good' || tone === 'warning' || tone === 'bad' ? `${paint(tone, marks[tone])} ` : '';
	const indent = tone === 'command' || tone === 'quote' ? '  ' : '';
	const behind = beside === '' ? '' : paint('dim', safeText(beside));
	const after = aside === undefined ? '' : paint('dim', `  ${safeText(aside)}`);
	return `${indent}${mark}${mark === '' ? paint(tone, safeText(text)) : safeText(text)}${behind}${after}`;
}

const isColor = (name: string | undefined): name is 'cyan' | 'green' | 'yellow' | 'red' =>
	name === 'cyan' || name === 'green' || name === 'yellow' || name === 'red';
