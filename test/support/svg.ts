import type {IBufferCell, Terminal} from '@xterm/headless';

interface Look {
	readonly foreground: string;
	readonly background: string;
	readonly isBold: boolean;
	readonly isDim: boolean;
	readonly isItalic: boolean;
	readonly isUnderlined: boolean;
}

export interface Palette {
	readonly foreground: string;
	readonly background: string;
	readonly sixteen: readonly string[];
}

/** A terminal as dark rooms have it. */
export const darkPalette: Palette = {
	foreground: '#d7dae0',
	background: '#1e1e2e',
	sixteen:
		'#1e1e2e #e06c75 #98c379 #e5c07b #61afef #c678dd #56b6c2 #d7dae0 #5c6370 #ff7b86 #b5e08f #ffd58a #7cc4ff #dd91f3 #71d4e0 #ffffff'.split(
			' ',
		),
};

/** And as bright ones do: what is readable on one must be readable on the other. */
export const lightPalette: Palette = {
	foreground: '#2e3440',
	background: '#fafafa',
	sixteen:
		'#2e3440 #c4314b #3f7d20 #9a6700 #1f6feb #8b3fbf #0e7490 #d0d4db #6b7280 #d94f63 #55962f #b27d12 #4b8bf4 #a25fd1 #1b8fae #ffffff'.split(
			' ',
		),
};

const size = 14;
const cellWidth = size * 0.602;
const lineHeight = Math.round(size * 1.25);
const padding = 10;

/** A picture of the screen as SVG. */
export function toSvg(terminal: Terminal, palette: Palette = darkPalette): string {
	const width = terminal.cols * cellWidth + padding * 2;
	const height = terminal.rows * lineHeight + padding * 2;
	const rows = Array.from({length: terminal.rows}, (_, row) => drawRow(terminal, row, palette));
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${Math.round(width)}" height="${height}" viewBox="0 0 ${width.toFixed(2)} ${height}" font-family="DejaVu Sans Mono, Menlo, monospace" font-size="${size}">`,
		`<rect width="100%" height="100%" rx="6" fill="${palette.background}"/>`,
		...rows,
		'</svg>',
	].join('');
}

function drawRow(terminal: Terminal, row: number, palette: Palette): string {
	const buffer = terminal.buffer.active;
	const line = buffer.getLine(buffer.viewportY + row);
	if (!line) return '';
	const y = padding + row * lineHeight;
	const parts: string[] = [];
	let run: {look: Look; x: number; cells: number; text: string} | undefined;
	const flush = () => {
		if (run) parts.push(drawRun(run.look, run.text, padding + run.x * cellWidth, y, run.cells * cellWidth, palette));
		run = undefined;
	};
	for (let x = 0; x < terminal.cols; x++) {
		const cell = line.getCell(x);
		if (!cell || cell.getWidth() === 0) continue;
		const look = lookOf(cell, palette);
		// Wide characters stand alone, so that their columns stay true whatever the font draws.
		if (!run || cell.getWidth() > 1 || JSON.stringify(run.look) !== JSON.stringify(look)) {
			flush();
			run = {look, x, cells: 0, text: ''};
		}

		run.text += cell.getChars() || ' ';
		run.cells += cell.getWidth();
		if (cell.getWidth() > 1) flush();
	}

	flush();
	return parts.join('');
}

function drawRun(look: Look, text: string, x: number, y: number, width: number, palette: Palette): string {
	const box =
		look.background === palette.background
			? ''
			: `<rect x="${x.toFixed(2)}" y="${y}" width="${width.toFixed(2)}" height="${lineHeight}" fill="${look.background}"/>`;
	if (text.trim() === '') return box;
	const style = [
		look.isBold ? ' font-weight="bold"' : '',
		look.isItalic ? ' font-style="italic"' : '',
		look.isUnderlined ? ' text-decoration="underline"' : '',
		look.isDim ? ' opacity="0.6"' : '',
	].join('');
	return `${box}<text x="${x.toFixed(2)}" y="${y + size}" fill="${look.foreground}"${style} textLength="${width.toFixed(2)}" lengthAdjust="spacingAndGlyphs" xml:space="preserve">${escapeXml(text)}</text>`;
}

function lookOf(cell: IBufferCell, palette: Palette): Look {
	const {foreground: usual, background: behind} = palette;
	const foreground = colorOf(cell.getFgColor(), cell.isFgRGB(), cell.isFgPalette(), usual, palette);
	const background = colorOf(cell.getBgColor(), cell.isBgRGB(), cell.isBgPalette(), behind, palette);
	const isInverse = cell.isInverse() !== 0;
	return {
		foreground: isInverse ? background : foreground,
		background: isInverse ? foreground : background,
		isBold: cell.isBold() !== 0,
		isDim: cell.isDim() !== 0,
		isItalic: cell.isItalic() !== 0,
		isUnderlined: cell.isUnderline() !== 0,
	};
}

function colorOf(value: number, isRgb: boolean, isPalette: boolean, usual: string, {sixteen}: Palette): string {
	if (isRgb) return `#${value.toString(16).padStart(6, '0')}`;
	if (!isPalette) return usual;
	const named = sixteen[value];
	if (named !== undefined) return named;
	if (value >= 232) return hex(8 + (value - 232) * 10, 8 + (value - 232) * 10, 8 + (value - 232) * 10);
	const steps = [0, 95, 135, 175, 215, 255];
	const index = value - 16;
	return hex(steps[Math.floor(index / 36)] ?? 0, steps[Math.floor(index / 6) % 6] ?? 0, steps[index % 6] ?? 0);
}

const hex = (...parts: readonly number[]): string =>
	`#${parts.map(part => part.toString(16).padStart(2, '0')).join('')}`;

const escapeXml = (text: string): string =>
	text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
