import {systemCode} from '../../core/machine/file-errors.ts';
import {WizardError} from '../../shared/errors.ts';

/** What the database itself refuses: a full disk, a damaged file, a lock held for long. Null for anything else. */
export function storeError(thrown: unknown): WizardError | null {
	if (systemCode(thrown) !== 'ERR_SQLITE_ERROR') return null;
	return new WizardError('platform/store-failed', {
		message: 'The platform does not get at its database, so nothing was changed.',
		hint: 'Try again in a moment; when it stays so, look for a full disk where the platform keeps its data.',
		facts: {retryAfterSeconds: 5},
		cause: thrown,
	});
}
