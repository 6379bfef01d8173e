import type {LogMessage} from '../../shared/log-message.ts';

/** One piece of output on its way in, wherever it came from. */
export interface LogItem {
	/** Counts all lines of the service; absent on systems that do not number them. */
	readonly seq?: number | undefined;
	/** Counts one stream of one deployment. */
	readonly sequence?: number | undefined;
	readonly timestamp: number;
	readonly stream: 'stdout' | 'stderr';
	readonly phase: LogMessage['phase'];
	readonly source: string;
	readonly deploymentId: string;
	/** Keeps its newline; a piece without one goes on in the next item of its stream. */
	readonly content: string;
}

/** Consecutive numbers that did not arrive live, and what became of them. */
export interface LogGap {
	readonly from_seq: number;
	readonly to_seq: number;
	readonly recovered: number;
	readonly lost: number;
}

/** What happened to the connection or the build, told by a source. */
export type LinkState =
	| {readonly state: 'connecting' | 'connected' | 'reconnecting' | 'closed'; readonly detail: string}
	/** Lines may have been missed: ask for what is newer than the last one seen. */
	| {readonly state: 'resumed'; readonly detail: string};
