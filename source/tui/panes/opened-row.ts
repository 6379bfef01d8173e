/** A row that was opened: the whole of it, and its fields when it is JSON. */
import * as z from 'zod';
import type {LogRow} from '../../shared/log-feed.ts';

export interface OpenedRow {
	readonly row: LogRow;
	readonly fields: readonly {readonly name: string; readonly value: string}[];
	/** The chosen field. */
	readonly cursor: number;
}

const jsonLine = z.record(z.string(), z.json());

export const openRow = (row: LogRow): OpenedRow => ({row, fields: fieldsOf(row.text), cursor: 0});

function fieldsOf(text: string): OpenedRow['fields'] {
	const start = text.indexOf('{');
	if (start === -1) return [];
	try {
		const parsed = jsonLine.safeParse(JSON.parse(text.slice(start)));
		return Object.entries(parsed.data ?? {}).map(([name, value]) => ({
			name,
			value: typeof value === 'string' ? value : JSON.stringify(value),
		}));
	} catch {
		return [];
	}
}

export function moveOpened(opened: OpenedRow, delta: number): OpenedRow {
	const last = Math.max(0, opened.fields.length - 1);
	return {...opened, cursor: Math.min(last, Math.max(0, opened.cursor + delta))};
}
