import type {Deployment} from '../../shared/api-contract.ts';
import {WizardError} from '../../shared/errors.ts';
import type {Clock} from '../machine/clock.ts';
import type {DeployTarget} from './targets/target.ts';

interface Options {
	readonly target: DeployTarget;
	readonly clock: Clock;
	readonly signal: AbortSignal;
	/** When it aborts, the watching ends and the deployment goes on. */
	readonly detach?: AbortSignal;
	readonly timeoutMs?: number;
	readonly onChange: (deployment: Deployment) => void;
}

const endStates = new Set(['SUCCESS', 'FAILED', 'CANCELLED']);

export const hasEnded = ({status}: Pick<Deployment, 'status'>): boolean => endStates.has(status);

/** Polls until the deployment ends; quickly at first, then once in 2 s. @throws `deploy/still-running` when told to stop watching */
export async function followDeployment(
	deploymentId: string,
	{target, clock, signal, detach, timeoutMs, onChange}: Options,
): Promise<Deployment> {
	const deadline = timeoutMs === undefined ? Number.POSITIVE_INFINITY : clock.monotonic() + timeoutMs;
	const leave = detach === undefined ? signal : AbortSignal.any([signal, detach]);
	for (let wait = 100; ; wait = Math.min(2000, wait * 1.3)) {
		const deployment = await answerBefore(target.get(deploymentId), deadline);
		if (deployment === null) throw stillRunning(deploymentId);
		onChange(deployment);
		if (hasEnded(deployment)) return deployment;
		if (detach?.aborted || clock.monotonic() + wait > deadline) throw stillRunning(deploymentId);
		await clock.sleep(wait, leave).catch((error: unknown) => {
			if (signal.aborted) throw error;
		});
	}

	/** Null when it is time to leave: a platform that is away must not hold us beyond that. */
	async function answerBefore(answer: Promise<Deployment>, at: number): Promise<Deployment | null> {
		const left = new AbortController();
		const waiting = Number.isFinite(at)
			? clock.sleep(Math.max(0, at - clock.monotonic()), AbortSignal.any([leave, left.signal]))
			: onAbort(AbortSignal.any([leave, left.signal]));
		try {
			return await Promise.race([
				answer,
				waiting.then(
					() => null,
					(error: unknown) => {
						if (signal.aborted) throw error;
						return null;
					},
				),
			]);
		} finally {
			// Whatever comes of it later is nobody's any more.
			answer.catch(() => undefined);
			left.abort();
		}
	}
}

function onAbort(signal: AbortSignal): Promise<never> {
	return new Promise((_resolve, reject) => {
		if (signal.aborted) reject(signal.reason);
		signal.addEventListener('abort', () => reject(signal.reason), {once: true});
	});
}

export function stillRunning(deploymentId: string): WizardError {
	return new WizardError('deploy/still-running', {
		message: 'The deployment goes on without us.',
		hint: 'Come back to it, or look at how it stands.',
		next: [
			{command: `cs-wizard deploy attach ${deploymentId}`, when: 'to watch it again'},
			{command: `cs-wizard deploy status ${deploymentId}`, when: 'to see how it stands'},
		],
		facts: {deployment_id: deploymentId},
	});
}

/** The error of a deployment that did not end well. */
export function deploymentError(deployment: Deployment): WizardError {
	const details = deployment.errorDetails;
	const facts = {
		deployment_id: deployment.id,
		release: deployment.release,
		cause: details?.cause ?? 'unknown',
		...(details?.exitCode === undefined ? {} : {exit_code: details.exitCode}),
		last_lines: details?.lastLines ?? [],
	};
	const next = [
		{command: 'cs-wizard logs', when: 'to see all its lines'},
		{command: 'cs-wizard up', when: 'to deploy again when it is mended'},
	];
	const reason = deployment.error ?? 'it did not become healthy';
	if (deployment.status === 'CANCELLED') {
		return new WizardError('deploy/cancelled', {
			message: `Release ${deployment.release} was cancelled.`,
			hint: 'Nothing changed for your users. Deploy again when you are ready.',
			next,
			facts,
		});
	}
	if (details?.reverted) {
		return new WizardError('deploy/reverted', {
			message: `Release ${deployment.release} did not start: ${reason}`,
			hint: 'The old release is still live. Mend what its last lines say, then deploy again.',
			next,
			facts,
		});
	}
	return new WizardError('deploy/failed', {
		message: `Release ${deployment.release} did not start: ${reason}`,
		hint: 'Nothing is live. Mend what its last lines say, then deploy again.',
		next,
		facts,
	});
}
