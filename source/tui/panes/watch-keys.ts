import type {KeyHint} from '../screens/screen.ts';
import type {OpenedRow} from './opened-row.ts';

interface PanesNow {
	readonly isZoomed: boolean;
	readonly isPaused: boolean;
	/** "3 of 12" while something is looked for. */
	readonly search: string;
}

/** The keys of the panes; while something is looked for, where one stands among the matches. */
export function paneHints({isZoomed, isPaused, search}: PanesNow): readonly KeyHint[] {
	const found: readonly KeyHint[] =
		search === ''
			? []
			: [
					{keys: 'n N', does: search, keep: true},
					{keys: 'esc', does: 'end', keep: true},
				];
	return [
		...found,
		{keys: '/', does: 'search'},
		{keys: 'f', does: 'filter'},
		{keys: 'space', does: isPaused ? 'follow' : 'pause', keep: true},
		{keys: '1-4', does: 'pane'},
		...(isZoomed ? [{keys: 'enter', does: 'open'}] : []),
		{keys: 'z', does: isZoomed ? 'all' : 'zoom'},
		{keys: 's', does: 'save'},
		{keys: 'l', does: 'layout'},
		{keys: '?', does: 'help', keep: true},
		{keys: 'q', does: '', keep: true},
	];
}

/** The keys of an opened row. */
export function openedHints({row, fields}: OpenedRow): readonly KeyHint[] {
	return [
		{keys: 'esc', does: 'close', keep: true},
		{keys: 'c', does: 'copy'},
		...(row.level === undefined ? [] : [{keys: 'v', does: 'only this level and worse'}]),
		...(fields.length === 0
			? []
			: [
					{keys: 'f', does: 'only this field'},
					{keys: 'arrows', does: 'field'},
				]),
	];
}

export const watchHelp: readonly string[] = [
	'Panes: tab goes to the next one, w wraps long rows, the arrows and pages scroll back, end follows again.',
	'A search marks its words in every pane; n and N walk through the matches, esc ends it.',
	'f filters all panes by words, tab in it by level. In a zoomed pane enter opens the selected row.',
	'Without a screen: cs-wizard logs --follow, --grep WORDS, --level warn, --json',
];
