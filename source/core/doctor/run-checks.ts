import {toWizardError} from '../../shared/errors.ts';
import type {Clock} from '../machine/clock.ts';

export interface CheckResult {
	readonly name: string;
	readonly status: 'ok' | 'warn' | 'error' | 'skipped';
	readonly detail: string;
	/** What to do about it; empty when nothing is wrong. */
	readonly fix: string;
	readonly duration_ms: number;
}

export interface Check {
	readonly name: string;
	run(): Promise<Omit<CheckResult, 'name' | 'duration_ms'>>;
}

/** Runs the checks one after the other; one that throws is an error of its own and ends nothing. */
export async function runChecks(
	checks: readonly Check[],
	clock: Clock,
	onResult: (result: CheckResult) => void = () => undefined,
): Promise<readonly CheckResult[]> {
	const results: CheckResult[] = [];
	for (const check of checks) {
		const {name} = check;
		const started = clock.monotonic();
		const found = await check.run().catch((thrown: unknown) => {
			const error = toWizardError(thrown);
			return {
				status: 'error' as const,
				detail: error.message,
				fix: [error.hint, ...error.next.slice(0, 1).map(({command}) => command)].join(' '),
			};
		});
		const result = {name, ...found, duration_ms: Math.round(clock.monotonic() - started)};
		onResult(result);
		results.push(result);
	}
	return results;
}
