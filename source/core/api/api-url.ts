import {WizardError} from '../../shared/errors.ts';
import {isLoopback} from '../machine/loopback.ts';

/** Credentials go to https, or to this machine. @throws `usage/bad-value`, `api/insecure` before any byte is sent */
export function safeApiUrl(text: string): URL {
	const url = URL.canParse(text) ? new URL(text) : null;
	if (
		url === null ||
		(url.protocol !== 'http:' && url.protocol !== 'https:') ||
		url.username !== '' ||
		url.password !== ''
	) {
		throw new WizardError('usage/bad-value', {
			message: 'The address of the API is not an http or https URL.',
			hint: 'Give it with its scheme and without a user name, for example https://api.cloud-station.io.',
		});
	}
	if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
		throw new WizardError('api/insecure', {
			message: `Credentials are not sent to ${url.origin}: it is not encrypted.`,
			hint: 'Use https. Plain http is taken only for this machine.',
			facts: {origin: url.origin},
		});
	}
	return url;
}
