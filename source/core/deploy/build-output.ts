import type {BuildLinesRequest} from '../../shared/api-contract.ts';
import type {Clock} from '../machine/clock.ts';

interface Options {
	readonly send: (request: BuildLinesRequest) => Promise<void>;
	readonly serviceId: string;
	readonly buildId: string;
	readonly clock: Clock;
}

type Phase = BuildLinesRequest['phase'];
type Line = BuildLinesRequest['lines'][number];

/** The first line goes at once, while the build gets going; what follows gathers. */
const batchMs = 200;
const maxKept = 2000;

/**
 * Hands build output to the platform in batches, so that panes and later readers have it. It is a courtesy:
 * when the platform does not take it, the build goes on and the lines are only on this screen.
 */
export function buildOutput({send, serviceId, buildId, clock}: Options) {
	let waiting: {phase: Phase; line: Line}[] = [];
	let timer: NodeJS.Timeout | undefined;
	let sending: Promise<void> = Promise.resolve();
	let refused = false;
	let isFirst = true;

	/** A platform that takes nothing would cost its timeout a batch: after one that failed only the end is tried. */
	const hand = async (request: BuildLinesRequest): Promise<void> => {
		if (refused && request.end === undefined) return;
		try {
			await send(request);
		} catch {
			refused = true;
		}
	};

	const flush = (end?: 'success' | 'failed') => {
		clearTimeout(timer);
		timer = undefined;
		const batch = waiting;
		waiting = [];
		const groups = byPhase(batch);
		if (groups.length === 0 && end !== undefined) groups.push({phase: 'build', lines: []});
		for (const [index, {phase, lines}] of groups.entries()) {
			const last = end !== undefined && index === groups.length - 1;
			sending = sending.then(() => hand({serviceId, deploymentId: buildId, phase, lines, ...(last ? {end} : {})}));
		}
		return sending;
	};

	return {
		line(phase: Phase, content: string, stream: 'stdout' | 'stderr' = 'stdout'): void {
			if (waiting.length >= maxKept) return;
			waiting.push({phase, line: {stream, content: `${content.slice(0, 8000)}\n`, timestamp: clock.now()}});
			timer ??= setTimeout(() => void flush(), isFirst ? 0 : batchMs);
			isFirst = false;
		},
		/** Sends the rest and says how the build ended. */
		end: (outcome: 'success' | 'failed'): Promise<void> => flush(outcome),
	};
}

function byPhase(batch: readonly {readonly phase: Phase; readonly line: Line}[]): {phase: Phase; lines: Line[]}[] {
	const groups: {phase: Phase; lines: Line[]}[] = [];
	for (const {phase, line} of batch) {
		const current = groups.at(-1);
		if (current !== undefined && current.phase === phase && current.lines.length < 500) current.lines.push(line);
		else groups.push({phase, lines: [line]});
	}
	return groups;
}
