/** The lines of a run without a screen: what, how it went, how long. */
import {safeText} from './safe-text.ts';
import {widthOf} from './text-width.ts';

const labelWidth = 9;
const lineWidth = 70;

/** `build    2 layers, 38.2 MB                                     6.1 s` */
export function plainLine(label: string, text: string, aside = ''): string {
	const start = `${safeText(label)
		.toLowerCase()
		.padEnd(labelWidth - 1)} ${safeText(text)}`;
	if (aside === '') return start.trimEnd();
	const gap = Math.max(2, lineWidth - widthOf(start) - widthOf(aside));
	return `${start}${' '.repeat(gap)}${aside}`;
}
