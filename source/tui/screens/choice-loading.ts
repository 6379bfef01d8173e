import {toWizardError} from '../../shared/errors.ts';
import type {Choice} from '../../wizard-engine/fields.ts';
import type {SessionEvent} from '../../wizard-engine/session.ts';

type Load = (signal: AbortSignal) => Promise<readonly Choice[]> | undefined;

/** Fetches the live choices of the question on the screen; leaving the question stops it. */
export function choiceLoading() {
	let current: AbortController | undefined;
	return {
		start(step: string, load: Load, send: (event: SessionEvent) => void): void {
			current?.abort();
			const controller = new AbortController();
			current = controller;
			const sendUnlessLeft = (event: SessionEvent) => {
				if (!controller.signal.aborted) send(event);
			};
			Promise.resolve()
				.then(() => load(controller.signal))
				.then(
					(choices = []) => sendUnlessLeft({type: 'choices-loaded', step, choices}),
					(error: unknown) => sendUnlessLeft({type: 'choices-failed', step, error: toWizardError(error).toJSON()}),
				);
		},
		stop(): void {
			current?.abort();
		},
	};
}
