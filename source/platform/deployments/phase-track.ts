import type {Clock} from '../../core/machine/clock.ts';
import type {Phase} from './deployment-row.ts';

/** The two phases of a deployment, deploy and then release, with their times. */
export interface PhaseTrack {
	phases(): readonly Phase[];
	beginDeploy(): void;
	/** False when it had begun already. */
	beginRelease(): boolean;
	/** Completes both, or fails the one that runs. */
	end(error: string | null): readonly Phase[];
}

export function createPhaseTrack(pending: readonly Phase[], clock: Pick<Clock, 'now'>): PhaseTrack {
	const state = {phases: pending};
	const now = () => new Date(clock.now()).toISOString();
	const update = (name: Phase['name'], change: Partial<Phase>) => {
		state.phases = state.phases.map(phase => (phase.name === name ? {...phase, ...change} : phase));
	};
	const statusOf = (name: Phase['name']) => state.phases.find(phase => phase.name === name)?.status;

	const beginRelease = () => {
		if (statusOf('release') !== 'pending') return false;
		update('deploy', {status: 'completed', endedAt: now()});
		update('release', {status: 'in_progress', startedAt: now()});
		return true;
	};
	return {
		phases: () => state.phases,
		beginDeploy: () => update('deploy', {status: 'in_progress', startedAt: now()}),
		beginRelease,
		end(error) {
			if (error === null) beginRelease();
			const running = statusOf('release') === 'in_progress' ? 'release' : 'deploy';
			const outcome = error === null ? {status: 'completed' as const} : {status: 'failed' as const, error};
			update(running, {...outcome, endedAt: now()});
			return state.phases;
		},
	};
}
