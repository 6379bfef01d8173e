import {systemCode} from '../../core/machine/file-errors.ts';
import {WizardError} from '../../shared/errors.ts';
import type {ReleaseFailure} from './running-release.ts';

/** What a thrown error means for a release; texts we did not write ourselves are not shown, they may hold a secret. */
export function failureOf(thrown: unknown, signal: AbortSignal): ReleaseFailure {
	if (signal.aborted) return {cause: 'cancelled', message: 'The deployment was cancelled.'};
	if (thrown instanceof WizardError) {
		const isOurs = thrown.code.startsWith('machine/') || thrown.code.startsWith('platform/');
		return {cause: isOurs ? 'start' : 'image', message: thrown.message};
	}
	const code = systemCode(thrown);
	return {
		cause: 'start',
		message:
			code === undefined
				? 'Something broke in the platform while it started the release.'
				: `This machine does not let the release be written or started (${code}).`,
	};
}
