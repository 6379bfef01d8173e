/** Log lines one below the other, as they come, for the faces without panes. */
import type {LogRow, PaneId} from '../shared/log-feed.ts';
import type {Watch} from '../wizard-engine/prompter.ts';
import type {DialogTerminal} from './dialog-terminal.ts';
import {formatClock} from './format.ts';
import {safeText} from './safe-text.ts';

const atOnce = 500;

/** Prints what is there and what comes until `until` aborts. */
export async function printFeed(
	{feed}: Pick<Watch, 'feed'>,
	terminal: DialogTerminal,
	until: AbortSignal,
): Promise<void> {
	const next = new Map<PaneId, number>();
	let changed = true;
	let wake = () => {};
	const stopListening = feed.onChange(() => {
		changed = true;
		wake();
	});
	until.addEventListener('abort', () => wake());
	try {
		while (!until.aborted) {
			if (!changed) {
				await new Promise<void>(resolve => {
					wake = resolve;
				});
				continue;
			}

			changed = await printNew(feed, next, terminal);
		}
	} finally {
		stopListening();
	}
}

/** True when there may be more than one request gives. */
async function printNew(feed: Watch['feed'], next: Map<PaneId, number>, terminal: DialogTerminal): Promise<boolean> {
	const rows: {readonly pane: PaneId; readonly row: LogRow}[] = [];
	let more = false;
	for (const pane of feed.status().panes) {
		const from = next.get(pane.id);
		const at = from === undefined ? ({tail: true} as const) : {after: from - 1};
		const found = await feed.rows({pane: pane.id, at, count: atOnce});
		const last = found.at(-1);
		if (last !== undefined) next.set(pane.id, last.index + 1);
		else if (from === undefined) next.set(pane.id, pane.next);
		more ||= from !== undefined && found.length === atOnce;
		rows.push(...found.map(row => ({pane: pane.id, row})));
	}

	rows.sort((left, right) => left.row.timestamp - right.row.timestamp);
	for (const {pane, row} of rows) terminal.write(`${rowInWords(pane, row)}\n`);
	return more;
}

function rowInWords(pane: PaneId, {kind, timestamp, source, text}: LogRow): string {
	if (kind !== 'line') return safeText(text);
	const stream = pane === 'stderr' ? `${source} stderr` : source;
	return `${formatClock(timestamp)} ${safeText(stream)}  ${safeText(text)}`;
}
