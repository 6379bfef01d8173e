/**
 * Keeps one service's lines coming: live ones over NATS, the earlier ones and whatever was missed from the platform's store,
 * and while NATS does not answer, from the store or the build's event stream alone.
 */
import type {LinkState, LogItem} from './log-item.ts';
import {createLogHistory, HistoryError, type HistoryOf, type LogHistory, readHistory} from './log-history.ts';
import type {LogIntake} from './log-intake.ts';
import type {Missing} from './sequence-tracker.ts';
import type {LogSource, SourceNeeds} from './sources/source.ts';

interface SessionOutputs {
	link(state: LinkState): void;
	/** A live line arrived, said at this time. */
	arrived(timestamp: number): void;
}

interface Needs extends SourceNeeds {
	readonly serviceId: string;
	readonly intake: LogIntake;
	readonly sources: readonly LogSource[];
	readonly outputs: SessionOutputs;
	/** How many earlier lines are shown at first. */
	readonly earlier: number;
	/** Of a gap larger than this only the newest are fetched: the panes keep no more. */
	readonly recovered: number;
}

const tickMs = 50;
/** How long NATS may take before the lines are asked for over HTTP. */
const patienceMs = 2500;
const pollMs = 1000;
/** Of one gap. */
const recoveryMs = 20_000;

export class LogSession {
	readonly #needs: Needs;
	readonly #history: LogHistory;
	readonly #isStopped = new AbortController();
	#live = false;
	#notLiveSince: number;
	/** There is no NATS here, and none is waited for. */
	#hasNoLive = false;
	#beginAgainAt = 0;
	#numbersKnown = false;
	#hasHistory: boolean | undefined;
	#catchingUp = false;
	#fallback: {readonly running: Promise<void>; readonly stop: AbortController} | undefined;

	constructor(needs: Needs) {
		this.#needs = needs;
		this.#history = createLogHistory(needs);
		this.#notLiveSince = needs.clock.now();
	}

	/** True while lines come from the store because NATS does not answer: then a gap that was filled is no news. */
	get isPolling(): boolean {
		return !this.#live;
	}

	/** Runs until `stop`. */
	async run(): Promise<void> {
		const {signal} = this.#isStopped;
		const {clock, outputs} = this.#needs;
		const [live] = this.#needs.sources;
		outputs.link({state: 'connecting', detail: 'nats'});
		const running = live?.run(
			this.#needs,
			this.#sourceOutputs(state => this.#liveLink(state)),
			signal,
		);
		let polledAt = clock.now();
		while (!signal.aborted) {
			const now = clock.now();
			const isOverdue = !this.#live && now - this.#notLiveSince > patienceMs;
			if (!this.#numbersKnown && now >= this.#beginAgainAt && (this.#live || isOverdue)) await this.#begin();
			const missing = this.#needs.intake.tick(now);
			if (missing !== undefined) await this.#recover(missing);
			if (isOverdue && now - polledAt > pollMs) {
				polledAt = now;
				await this.#withoutLive();
			}
			await clock.sleep(tickMs, signal).catch(() => undefined);
		}
		await running;
		await this.#fallback?.running;
	}

	stop(): void {
		this.#isStopped.abort(new Error('stopped'));
	}

	#sourceOutputs(link: (state: LinkState) => void) {
		const {intake, clock, outputs} = this.#needs;
		return {
			link,
			message: (subject: string, text: string) => {
				const item = intake.message(subject, text, clock.now());
				if (item !== undefined) outputs.arrived(item.timestamp);
			},
		};
	}

	#liveLink(state: LinkState): void {
		const isLive = state.state === 'connected' || state.state === 'resumed';
		if (this.#live && !isLive) this.#notLiveSince = this.#needs.clock.now();
		this.#live = isLive;
		if (isLive) this.#stopFallback();
		if (state.state === 'closed') {
			this.#hasNoLive = true;
			this.#notLiveSince = Number.NEGATIVE_INFINITY;
			this.#needs.outputs.link({state: 'connecting', detail: state.detail});
		} else this.#needs.outputs.link(state);
		if (state.state === 'resumed' && this.#numbersKnown) void this.#catchUp();
	}

	/** The lines that were there before us; without a store we begin with the first live one. */
	async #begin(): Promise<void> {
		const {intake, clock, serviceId, deploymentId, earlier} = this.#needs;
		this.#numbersKnown = true;
		try {
			const {signal} = this.#isStopped;
			const {last} = await this.#history.page({serviceId}, Number.MAX_SAFE_INTEGER, signal);
			const found = new Map<number, LogItem>();
			const collect = async (of: HistoryOf, after: number) => {
				for await (const items of readHistory(this.#history, of, {after, to: last, signal})) {
					for (const item of items) if (item.seq !== undefined) found.set(item.seq, item);
				}
			};
			// The build may be older than the newest lines of the service, and its pane is the first that people look at.
			if (deploymentId !== undefined) {
				const {items} = await this.#history.page({deploymentId}, 0, signal).catch(() => ({items: []}));
				for (const item of items) {
					// The app's own old lines would stand before a hole that nothing tells of.
					if (item.seq !== undefined && item.seq <= last && item.phase !== 'run') found.set(item.seq, item);
				}
			}
			const wholeAfter = Math.max(0, last - earlier);
			await collect({serviceId}, wholeAfter);
			this.#hasHistory = true;
			intake.history(found, {last, wholeAfter}, clock.now());
		} catch (error) {
			this.#hasHistory = error instanceof HistoryError && error.kind === 'absent' ? false : undefined;
			if (this.#live || this.#hasHistory === false) intake.withoutHistory(clock.now());
			else {
				this.#numbersKnown = false;
				this.#beginAgainAt = clock.now() + pollMs;
			}
		}
	}

	/** Asks what the newest number is; what we have not seen then counts as missing. */
	async #catchUp(): Promise<boolean> {
		if (this.#catchingUp || this.#hasHistory === false) return false;
		this.#catchingUp = true;
		const {intake, clock, serviceId} = this.#needs;
		try {
			const {last} = await this.#history.page({serviceId}, Number.MAX_SAFE_INTEGER, this.#isStopped.signal);
			if (intake.expect(last, clock.now())) this.#numbersKnown = false;
			this.#hasHistory = true;
			return true;
		} catch (error) {
			if (error instanceof HistoryError && error.kind === 'absent') this.#hasHistory = false;
			return false;
		} finally {
			this.#catchingUp = false;
		}
	}

	async #recover({from, to}: Missing): Promise<void> {
		const {intake, clock, serviceId, recovered} = this.#needs;
		const signal = AbortSignal.any([this.#isStopped.signal, AbortSignal.timeout(recoveryMs)]);
		const after = Math.max(from - 1, to - recovered);
		try {
			if (this.#hasHistory !== false) {
				for await (const items of readHistory(this.#history, {serviceId}, {after, to, signal})) {
					for (const item of items) intake.recovered(item, clock.now());
				}
			}
		} catch {
			// What did not come is counted as lost, and the row says so.
		} finally {
			intake.settle(clock.now());
		}
	}

	/** While NATS is silent the store is asked again and again; a system without one has the build's events. */
	async #withoutLive(): Promise<void> {
		if (this.#hasHistory !== false) {
			const isAnswered = await this.#catchUp();
			if (!this.#hasNoLive) return;
			const detail = 'over HTTP, without NATS';
			this.#needs.outputs.link({state: isAnswered ? 'connected' : 'reconnecting', detail});
			return;
		}
		if (this.#fallback !== undefined) return;
		const build = this.#needs.sources.find(({id}) => id === 'sse');
		if (build === undefined || this.#needs.deploymentId === undefined) {
			if (this.#hasNoLive) this.#needs.outputs.link({state: 'closed', detail: 'no NATS server, and no lines are kept'});
			return;
		}
		const stop = new AbortController();
		const outputs = this.#sourceOutputs(state => {
			if (!this.#live) this.#needs.outputs.link(state);
		});
		const running = build.run(this.#needs, outputs, AbortSignal.any([this.#isStopped.signal, stop.signal]));
		this.#fallback = {running, stop};
	}

	/** The same lines over two ways would be shown twice. */
	#stopFallback(): void {
		this.#fallback?.stop.abort();
		this.#fallback = undefined;
	}
}
