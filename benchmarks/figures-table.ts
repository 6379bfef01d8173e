import type {Figure} from './benchmark.ts';

/** Rows of a table: what was measured, the value, the goal beside it, and how it came about. */
export function figureRows(figures: readonly Figure[]): readonly string[] {
	const cells = figures.map(({name, value, unit, goal, met, note}) => [
		name,
		`${numberText(value)} ${unit}`.trimEnd(),
		goal === undefined ? '' : `${met ? '✔' : '✖'} ${goal}`,
		note ?? '',
	]);
	const widths = [0, 1, 2].map(column => Math.max(0, ...cells.map(row => row[column]?.length ?? 0)));
	return cells.map(row =>
		row
			.map((cell, column) => (column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
			.join('  ')
			.trimEnd(),
	);
}

function numberText(value: number): string {
	if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en');
	return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}
