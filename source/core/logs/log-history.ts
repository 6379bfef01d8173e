/** The lines a platform keeps of a service, a page at a time. */
import type {LogItem} from './log-item.ts';
import {count, isFields, readStoredLine} from './read-message.ts';
import type {SourceNeeds} from './sources/source.ts';

interface LogPage {
	readonly items: readonly LogItem[];
	/** The newest number of the service. */
	readonly last: number;
}

export interface LogHistory {
	/** What a service or deployment said after a number, oldest first. @throws `HistoryError` */
	page(of: HistoryOf, after: number, signal: AbortSignal): Promise<LogPage>;
}

export type HistoryOf = {readonly serviceId: string} | {readonly deploymentId: string};

/** Why a page did not come. `absent` means that this platform keeps no lines. */
export class HistoryError extends Error {
	override readonly name = 'HistoryError';
	readonly kind: 'absent' | 'refused' | 'unreachable';

	constructor(kind: HistoryError['kind'], message: string) {
		super(message);
		this.kind = kind;
	}
}

const pageSize = 1000;
const timeoutMs = 15_000;

export function createLogHistory({access, fetch}: Pick<SourceNeeds, 'access' | 'fetch'>): LogHistory {
	let mayRenew = true;

	async function ask(path: string, signal: AbortSignal): Promise<Response> {
		const {api} = access.current();
		return await fetch(new URL(path, api.url), {
			headers: {accept: 'application/json', authorization: `Bearer ${api.sessionToken.reveal()}`},
			redirect: 'error',
			signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
		});
	}

	return {
		async page(of, after, signal) {
			const owner =
				'serviceId' in of
					? `services/${encodeURIComponent(of.serviceId)}`
					: `deployments/${encodeURIComponent(of.deploymentId)}`;
			const path = `/api/v1/${owner}/logs?after=${after}&limit=${pageSize}`;
			let reply;
			let body: unknown;
			try {
				reply = await ask(path, signal);
				if (reply.status === 401 && mayRenew) {
					// Once until it helped: a platform that goes on refusing is not asked to sign us in every second.
					mayRenew = false;
					if (await access.renew().catch(() => false)) reply = await ask(path, signal);
				}
				if (reply.ok) mayRenew = true;
				body = await reply.json();
			} catch {
				if (signal.aborted) throw signal.reason;
				if (reply?.ok !== false) throw new HistoryError('unreachable', 'the platform does not answer');
			}
			if (reply.status === 404 || reply.status === 405) throw new HistoryError('absent', 'the platform keeps no logs');
			if (reply.status === 401 || reply.status === 403) {
				throw new HistoryError('refused', `the platform refuses the logs (${reply.status})`);
			}
			if (!reply.ok) throw new HistoryError('unreachable', `the platform answered ${reply.status}`);
			if (!isFields(body) || !Array.isArray(body['lines'])) {
				throw new HistoryError('absent', 'something else answers at that address');
			}
			const lines: readonly unknown[] = body['lines'];
			const items = lines.flatMap(line => readStoredLine(line) ?? []);
			return {items, last: count(body['last']) ?? items.at(-1)?.seq ?? 0};
		},
	};
}

/** Page after page of `after < seq <= to`, until the platform has no more. */
export async function* readHistory(
	history: LogHistory,
	of: HistoryOf,
	{after, to, signal}: {readonly after: number; readonly to: number; readonly signal: AbortSignal},
): AsyncGenerator<readonly LogItem[]> {
	for (let from = after; from < to; ) {
		const {items} = await history.page(of, from, signal);
		const newest = items.at(-1)?.seq;
		// A page that does not move on would be asked for without end.
		if (newest === undefined || newest <= from) return;
		yield items.filter(({seq = 0}) => seq <= to);
		from = newest;
	}
}

/** The items that have a number, by it. */
export function numbered(items: readonly LogItem[]): ReadonlyMap<number, LogItem> {
	return new Map(items.flatMap(item => (item.seq === undefined ? [] : [[item.seq, item]])));
}
