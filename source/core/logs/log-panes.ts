/** What was said, sorted into panes, and what a status line tells about them. */
import type {FeedStatus, LogFilter, PaneId, PaneStatus} from '../../shared/log-feed.ts';
import {paneIds} from '../../shared/log-feed.ts';
import type {IntakeOutputs, LogLine} from './log-intake.ts';
import type {LinkState, LogGap} from './log-item.ts';
import {searchRows} from './row-search.ts';
import {RowRing} from './row-ring.ts';

type Connection = FeedStatus['connection'];

interface Needs {
	readonly now: () => number;
	/** Gaps that were filled are no news while lines are fetched instead of heard. */
	readonly isPolling: () => boolean;
	/** Something that a screen shows is different now. */
	readonly changed: () => void;
}

const rateWindowMs = 1000;

export class LogPanes implements IntakeOutputs {
	readonly #needs: Needs;
	readonly #rings: Readonly<Record<PaneId, RowRing>> = {
		build: new RowRing(),
		stdout: new RowRing(),
		stderr: new RowRing(),
		events: new RowRing(),
	};
	readonly #instances = new Set<string>();
	/** Panes that got lines since the last gap was told: a filled gap is told where its lines are. */
	readonly #touched = new Set<PaneId>();
	#connection: Connection;
	#buildEnd: string | undefined;
	#lost = 0;
	#arrived = 0;
	#windowStart = 0;
	#rate = 0;
	#lag = 0;

	constructor(needs: Needs) {
		this.#needs = needs;
		this.#connection = {state: 'connecting', detail: '', since: needs.now()};
		this.#windowStart = needs.now();
	}

	ring(pane: PaneId): RowRing {
		return this.#rings[pane];
	}

	line(line: LogLine): void {
		const pane = paneOf(line);
		if (line.phase === 'run' && pane !== 'events') this.#instances.add(line.source);
		if (pane === 'build') this.#buildEnd = undefined;
		// Whoever comes later hears no end; what happened to the deployment next says that there was one.
		else if (line.phase === 'deploy' && this.#rings.build.next > 0) this.#buildEnd ??= 'finished';
		const {seq, timestamp, source, text} = line;
		this.#rings[pane].push({kind: 'line', ...(seq === undefined ? {} : {seq}), timestamp, source, text});
		this.#touched.add(pane);
		this.#needs.changed();
	}

	gap(gap: LogGap): void {
		this.#lost += gap.lost;
		const panes = gap.lost > 0 ? this.#lossPanes() : [...this.#touched];
		this.#touched.clear();
		if (gap.lost > 0 || !this.#needs.isPolling()) {
			const row = {
				kind: 'gap' as const,
				seq: gap.from_seq,
				timestamp: this.#needs.now(),
				source: '',
				text: gapText(gap),
			};
			for (const pane of panes) this.#rings[pane].push(row);
		}
		this.#needs.changed();
	}

	/** From now on `touched` holds the panes of the lines that fill a gap. */
	recovering(): void {
		this.#touched.clear();
	}

	buildEnded({status}: {readonly status: 'success' | 'failed'}): void {
		this.#buildEnd = status === 'success' ? 'finished' : 'failed';
		this.#needs.changed();
	}

	arrived(timestamp: number): void {
		this.#arrived += 1;
		this.#lag = this.#needs.now() - timestamp;
	}

	link({state, detail}: LinkState): void {
		const now = state === 'resumed' ? 'connected' : state;
		if (now !== this.#connection.state) this.#connection = {state: now, detail, since: this.#needs.now()};
		else this.#connection = {...this.#connection, detail};
		this.#needs.changed();
	}

	status(): FeedStatus {
		this.#measure();
		return {
			panes: paneIds.map(id => this.#pane(id)),
			connection: this.#connection,
			lines_per_second: this.#rate,
			lag_ms: this.#rate === 0 ? 0 : Math.max(0, this.#lag),
			lost: this.#lost,
		};
	}

	/** Called often: a rate that falls to nothing is a change too. */
	#measure(): void {
		const now = this.#needs.now();
		const passed = now - this.#windowStart;
		if (passed < rateWindowMs) return;
		this.#rate = Math.round((this.#arrived * 1000) / passed);
		this.#arrived = 0;
		this.#windowStart = now;
	}

	get isQuiet(): boolean {
		this.#measure();
		return this.#rate === 0 && this.#connection.state === 'connected';
	}

	/** Every match of every pane, in the order of the panes; the newest are kept. */
	async search(words: string, limit: number, filter?: LogFilter) {
		const hits: {readonly pane: PaneId; readonly index: number; readonly timestamp: number}[] = [];
		let total = 0;
		for (const pane of paneIds) {
			const ring = this.#rings[pane];
			const found = await searchRows(ring, words, {limit, filter});
			total += found.total;
			for (const index of found.indexes) hits.push({pane, index, timestamp: ring.at(index)?.timestamp ?? 0});
		}
		hits.sort((a, b) => a.timestamp - b.timestamp);
		return {hits: (limit > 0 ? hits.slice(-limit) : []).map(({pane, index}) => ({pane, index})), total};
	}

	#pane(id: PaneId): PaneStatus {
		const {first, next} = this.#rings[id];
		const base = {id, title: this.#title(id), first, next};
		if (id === 'build' && this.#buildEnd !== undefined) return {...base, state: 'ended', reason: this.#buildEnd};
		const {state, since, detail} = this.#connection;
		if (state === 'reconnecting') {
			const seconds = Math.max(0, Math.round((this.#needs.now() - since) / 1000));
			return {...base, state: 'reconnecting', reason: `reconnecting, ${seconds} s`};
		}
		if (state === 'closed') return {...base, state: 'ended', reason: detail};
		if (next === 0 || state === 'connecting') return {...base, state: 'waiting', reason: waitingFor[id]};
		return {...base, state: 'live'};
	}

	#title(id: PaneId): string {
		if (id === 'build' || id === 'events') return id;
		const [only] = this.#instances;
		return `${this.#instances.size === 1 && only !== undefined ? only : 'app'} ${id}`;
	}

	/** Whose line was lost is not known; a build that ended says nothing more. */
	#lossPanes(): readonly PaneId[] {
		const open: readonly PaneId[] = this.#buildEnd === undefined && this.#rings.build.next > 0 ? ['build'] : [];
		return [...new Set<PaneId>([...open, 'stdout', 'stderr', ...this.#touched])];
	}
}

const waitingFor: Readonly<Record<PaneId, string>> = {
	build: 'no build yet',
	stdout: 'no output yet',
	stderr: 'no output yet',
	events: 'nothing happened yet',
};

function paneOf({source, phase, stream}: LogLine): PaneId {
	if (source === 'events') return 'events';
	return source === 'build' || phase !== 'run' ? 'build' : stream;
}

/** "41 lines missed while reconnecting, 38 fetched, 3 lost (seq 881-883)" */
export function gapText({from_seq, to_seq, recovered, lost}: LogGap): string {
	const missed = recovered + lost;
	const lines = `${missed} ${missed === 1 ? 'line' : 'lines'} missed while reconnecting`;
	const where = from_seq === to_seq ? `seq ${from_seq}` : `seq ${from_seq}-${to_seq}`;
	return lost === 0 ? `${lines}, all fetched` : `${lines}, ${recovered} fetched, ${lost} lost (${where})`;
}
