/** Replays a recorded story against another server of the same API, and tells what differs. */
import {readFile} from 'node:fs/promises';
import * as z from 'zod';

const entrySchema = z.object({
	name: z.string(),
	request: z.object({
		method: z.string(),
		path: z.string(),
		headers: z.record(z.string(), z.string()).optional(),
		body: z.unknown().optional(),
		raw: z.string().optional(),
	}),
	save: z.record(z.string(), z.string()).optional(),
	poll: z.boolean().optional(),
	wait_ms: z.number().optional(),
	response: z.object({
		status: z.number(),
		headers: z.record(z.string(), z.string()).optional(),
		body: z.unknown(),
	}),
});

const storySchema = z.object({about: z.string(), server: z.string(), entries: z.array(entrySchema)});

type Story = z.infer<typeof storySchema>;
type StoryEntry = z.infer<typeof entrySchema>;

interface Replay {
	/** Answers a request, in process or over a socket. */
	readonly send: (request: Request) => Promise<Response> | Response;
	/** Where paths start. */
	readonly base: string;
	/** Saved values by name, `root` among them. */
	readonly values: Readonly<Record<string, string>>;
	/** Lets the server's time pass. */
	readonly wait: (milliseconds: number) => Promise<void> | void;
	readonly skip?: (entry: StoryEntry) => boolean;
}

interface Replayed {
	readonly same: number;
	readonly skipped: readonly string[];
	/** One line an entry that differs. */
	readonly differences: readonly string[];
}

export async function readStory(file: string | URL): Promise<Story> {
	return storySchema.parse(JSON.parse(await readFile(file, 'utf8')));
}

/**
 * Compared: the status; of errors the texts; else the fields that the real server has, and their types.
 * Ids, times, keys and signatures differ by nature.
 */
export async function replayStory(story: Story, {send, base, values, wait, skip}: Replay): Promise<Replayed> {
	const known = new Map(Object.entries(values));
	const skipped: string[] = [];
	const differences: string[] = [];
	let same = 0;
	for (const entry of story.entries) {
		if (skip?.(entry) === true) {
			skipped.push(entry.name);
			continue;
		}
		if (entry.wait_ms !== undefined) await wait(entry.wait_ms);
		const response = await send(requestOf(entry, base, known));
		const text = await response.text();
		const body = parsed(text);
		for (const [name, path] of Object.entries(entry.save ?? {})) known.set(name, String(dig(body, path)));
		const why = compare(entry, response, body);
		if (why.length === 0) same++;
		else differences.push(`${entry.name}: ${why.slice(0, 4).join('; ')}`);
	}
	return {same, skipped, differences};
}

function requestOf({request}: StoryEntry, base: string, known: ReadonlyMap<string, string>): Request {
	const headers = new Headers();
	for (const [name, value] of Object.entries(request.headers ?? {})) headers.set(name, fillText(value, known));
	const body = request.raw ?? (request.body === undefined ? null : JSON.stringify(fill(request.body, known)));
	if (body !== null && !headers.has('content-type')) headers.set('content-type', 'application/json');
	return new Request(base + fillText(request.path, known), {method: request.method, headers, body, redirect: 'manual'});
}

function fill(value: unknown, known: ReadonlyMap<string, string>): unknown {
	if (typeof value === 'string') return fillText(value, known);
	if (Array.isArray(value)) return value.map(one => fill(one, known));
	if (!isObject(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fill(one, known)]));
}

function fillText(text: string, known: ReadonlyMap<string, string>): string {
	return text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => known.get(name) ?? 'missing');
}

function compare({response: {status, body: want}}: StoryEntry, response: Response, got: unknown): readonly string[] {
	if (response.status !== status)
		return [`status ${status} → ${response.status} ${JSON.stringify(got)?.slice(0, 160) ?? ''}`];
	if (status >= 400 && isObject(want) && want['errors'] !== undefined) {
		const [wanted, found] = [JSON.stringify(want['errors']), JSON.stringify(isObject(got) ? got['errors'] : got)];
		return wanted === found ? [] : [`errors ${wanted} → ${found}`];
	}
	if (want === null) return got === null ? [] : ['a body where none was'];
	return differing(want, got, {at: '', depth: 0});
}

/** Their insides are ids, or as many as the server has parts. */
const opaque = /^(?:request_id|accessor|\d+|sys|cubbyhole|identity|.*\/)$/;

function differing(
	want: unknown,
	got: unknown,
	{at, depth}: {readonly at: string; readonly depth: number},
): readonly string[] {
	if (want === null || got === null) {
		const isOptional = want === null && depth > 1;
		return want === got || isOptional ? [] : [`${at}: ${kindOf(want)} → ${kindOf(got)}`];
	}
	if (kindOf(want) !== kindOf(got)) return [`${at}: ${kindOf(want)} → ${kindOf(got)}`];
	if (!isObject(want) || !isObject(got)) return [];
	return Object.keys(want).flatMap(name => {
		if (!(name in got)) return [`${at}.${name}: missing`];
		if (depth >= 3 || opaque.test(name)) return [];
		return differing(want[name], got[name], {at: `${at}.${name}`, depth: depth + 1});
	});
}

function kindOf(value: unknown): string {
	if (value === null) return 'null';
	return Array.isArray(value) ? 'list' : typeof value;
}

function parsed(text: string): unknown {
	if (text === '') return null;
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

function dig(value: unknown, path: string): unknown {
	return path.split('.').reduce((inside, name) => (isObject(inside) ? inside[name] : undefined), value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
