/**
 * What a run did, one JSON line a step, each fsynced before the next thing happens. A killed run leaves a line that
 * says "began" without one that says "done": the next run asks the remote about it and never guesses. No secrets.
 */
import {basename, join} from 'node:path';
import {v7 as uuidv7} from 'uuid';
import * as z from 'zod';
import {jsonOf} from '../../shared/narrow.ts';
import type {Clock} from '../machine/clock.ts';
import {appendLine} from '../machine/append-file.ts';
import {listFolder, readText, removePath} from '../machine/files.ts';
import {makePrivateFolder} from '../machine/private-files.ts';

const facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const lineSchema = z.discriminatedUnion('type', [
	z.object({type: z.literal('opened'), at: z.string(), id: z.string(), kind: z.string(), folder: z.string(), facts}),
	z.object({type: z.literal('began'), at: z.string(), task: z.string(), facts}),
	z.object({type: z.literal('done'), at: z.string(), task: z.string(), facts}),
	z.object({type: z.literal('closed'), at: z.string(), outcome: z.string()}),
]);
type JournalLine = z.infer<typeof lineSchema>;
export type JournalFacts = z.infer<typeof facts>;

export interface Journal {
	/** UUIDv7; also the idempotency key's root. */
	readonly id: string;
	began(task: string, facts?: JournalFacts): Promise<void>;
	done(task: string, facts?: JournalFacts): Promise<void>;
	close(outcome: string): Promise<void>;
}

/** What an earlier run left: which steps are done, which had begun, and what they noted. */
export interface JournalState {
	readonly id: string;
	readonly kind: string;
	readonly folder: string;
	readonly openedAt: string;
	readonly facts: JournalFacts;
	readonly done: ReadonlyMap<string, JournalFacts>;
	readonly began: ReadonlyMap<string, JournalFacts>;
	readonly outcome: string | null;
}

interface Place {
	readonly folder: string;
	readonly clock: Clock;
}

const kept = 20;

export async function openJournal(
	{folder, clock}: Place,
	about: {readonly kind: string; readonly project: string; readonly facts?: JournalFacts; readonly id?: string},
): Promise<Journal> {
	await makePrivateFolder(folder);
	const id = about.id ?? uuidv7();
	const path = join(folder, `${id}.jsonl`);
	const write = (line: JournalLine) => appendLine(path, JSON.stringify(line));
	const at = () => new Date(clock.now()).toISOString();
	await write({type: 'opened', at: at(), id, kind: about.kind, folder: about.project, facts: about.facts ?? {}});
	await prune(folder);
	return {
		id,
		began: (task, noted = {}) => write({type: 'began', at: at(), task, facts: noted}),
		done: (task, noted = {}) => write({type: 'done', at: at(), task, facts: noted}),
		close: outcome => write({type: 'closed', at: at(), outcome}),
	};
}

/** The newest run of that kind in that project, finished or not; null when there is none. */
export async function lastJournal(
	folder: string,
	about: {readonly kind: string; readonly project: string},
): Promise<JournalState | null> {
	for (const name of (await journals(folder)).toReversed()) {
		// One that does not read is no reason not to deploy.
		const state = readJournal((await readText(join(folder, name)).catch(() => null)) ?? '');
		if (state?.kind === about.kind && state.folder === about.project) return state;
	}
	return null;
}

/** A torn last line (the power went while it was written) is left out. */
export function readJournal(text: string): JournalState | null {
	const lines = text.split('\n').flatMap(line => {
		const parsed = lineSchema.safeParse(line === '' ? undefined : jsonOf(line));
		return parsed.success ? [parsed.data] : [];
	});
	const opened = lines.find(line => line.type === 'opened');
	if (opened === undefined) return null;
	const of = (type: 'began' | 'done') =>
		new Map(lines.flatMap(line => (line.type === type ? [[line.task, line.facts] as const] : [])));
	const closed = lines.find(line => line.type === 'closed');
	return {
		id: opened.id,
		kind: opened.kind,
		folder: opened.folder,
		openedAt: opened.at,
		facts: opened.facts,
		done: of('done'),
		began: of('began'),
		outcome: closed?.outcome ?? null,
	};
}

async function journals(folder: string): Promise<readonly string[]> {
	return (await listFolder(folder)).filter(name => basename(name).endsWith('.jsonl'));
}

/** UUIDv7 sorts by time, so the first ones are the oldest. */
async function prune(folder: string): Promise<void> {
	const names = await journals(folder);
	for (const name of names.slice(0, Math.max(0, names.length - kept))) await removePath(join(folder, name));
}
