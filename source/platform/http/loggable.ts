import {systemCode} from '../../core/machine/file-errors.ts';
import {WizardError} from '../../shared/errors.ts';

/** What may be written down of an error: our own words are safe, a message of somebody else's may quote a secret. */
export function loggable(thrown: unknown): Readonly<Record<string, unknown>> {
	if (thrown instanceof WizardError) return {error: thrown.code, message: thrown.message};
	if (!(thrown instanceof Error)) return {error: 'unknown'};
	const errno = systemCode(thrown);
	const places = (thrown.stack ?? '').split('\n').filter(line => line.trimStart().startsWith('at '));
	return {error: thrown.name, ...(errno === undefined ? {} : {errno}), at: places.slice(0, 6).map(line => line.trim())};
}
