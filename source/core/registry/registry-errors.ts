import {WizardError} from '../../shared/errors.ts';
import type {ExchangeReply} from '../machine/http-exchange.ts';
import {isObject, jsonObject} from '../build/json-object.ts';

export function refused(registry: string, status: number): WizardError {
	return new WizardError('registry/refused', {
		message: `The registry ${registry} does not take this credential (${status}).`,
		hint: 'Sign in again: the credential for pushing is fetched anew then. Nothing was deployed.',
		next: [{command: 'cs-wizard login', when: 'to sign in again'}],
		facts: {registry, status},
	});
}

export function failed(registry: string, what: string, cause?: unknown): WizardError {
	return new WizardError('registry/failed', {
		message: `The registry ${registry} ${what}.`,
		hint: 'What was pushed stays there: run this again and it goes on from there. Nothing was deployed.',
		next: [{command: 'cs-wizard up', when: 'to go on'}],
		facts: {registry},
		...(cause === undefined ? {} : {cause}),
	});
}

export function digestMismatch(registry: string, {digest, other}: {digest: string; other: string}): WizardError {
	return new WizardError('registry/digest-mismatch', {
		message: `The registry ${registry} holds ${other} where ${digest} belongs.`,
		hint: 'Something changes images on the way, or a file of the build cache is damaged. Nothing was deployed.',
		facts: {registry, digest, other},
	});
}

/** The error codes of a registry's answer (`DIGEST_INVALID`), or its status. Its free text is not repeated. */
export function codesOf({status, text}: ExchangeReply): string {
	const errors = jsonObject(text)?.['errors'];
	const codes = Array.isArray(errors)
		? errors.flatMap(error => (isObject(error) && typeof error['code'] === 'string' ? [error['code']] : []))
		: [];
	const clean = codes.filter(code => /^[A-Z_]{1,40}$/.test(code));
	return clean.length === 0 ? String(status) : `${status} ${clean.join(', ')}`;
}
