import {WizardError} from '../../shared/errors.ts';
import {type ErrorCode, isErrorCode} from '../../shared/error-catalog.ts';
import type {HttpReply} from '../machine/http-client.ts';
import type {TransportError} from '../machine/http-errors.ts';
import {safeLine} from '../../shared/safe-line.ts';

/** What the real system calls it: `{error}` or `{message}` (a text or a list), or `{msg}`; ours: problem+json. */
interface Told {
	readonly code: ErrorCode | null;
	readonly message: string | null;
	readonly hint: string | null;
	readonly requestId: string | null;
	readonly facts: Readonly<Record<string, unknown>>;
}

const byStatus: Readonly<Record<number, ErrorCode>> = {
	400: 'api/bad-request',
	401: 'auth/refused',
	403: 'auth/forbidden',
	404: 'api/not-found',
	409: 'api/conflict',
	413: 'api/too-large',
	422: 'api/bad-request',
	429: 'api/rate-limited',
};

const hints: Partial<Record<ErrorCode, string>> = {
	'auth/refused': 'Sign in again with a key that is valid there.',
	'auth/forbidden': 'Ask the owner of the account for this permission.',
	'api/not-found': 'Check the name, and that you are signed in to the right platform.',
	'api/rate-limited': 'Wait a moment, then run this again.',
	'api/failed': 'Run this again in a moment; the platform logs the request by its id.',
};

/** The error of an answer that is not 2xx. */
export function replyError(reply: HttpReply, origin: string): WizardError {
	if (reply.status >= 300 && reply.status < 400) return redirected(origin);
	const told = read(reply);
	const code = told.code ?? byStatus[reply.status] ?? 'api/failed';
	const next = code === 'auth/refused' ? [{command: 'cs-wizard login', when: 'to sign in again'}] : [];
	return new WizardError(code, {
		message: told.message ?? `${origin} answered ${reply.status}.`,
		hint: told.hint ?? hints[code] ?? 'Check the request, then run this again.',
		next,
		facts: {
			...told.facts,
			status: reply.status,
			origin,
			...(told.requestId === null ? {} : {request_id: told.requestId}),
		},
	});
}

function read(reply: HttpReply): Told {
	const {json} = reply;
	const requestId = reply.headers['x-request-id'] ?? null;
	if (typeof json !== 'object' || json === null) return {code: null, message: null, hint: null, requestId, facts: {}};
	const code = 'code' in json && typeof json.code === 'string' && isErrorCode(json.code) ? json.code : null;
	const text = ['detail', 'error', 'message', 'msg']
		.map(name => textOf(Reflect.get(json, name)))
		.find(found => found !== null);
	const hint = 'hint' in json ? textOf(json.hint) : null;
	const facts = 'facts' in json && typeof json.facts === 'object' && json.facts !== null ? {...json.facts} : {};
	return {code, message: text ?? null, hint, requestId, facts};
}

function textOf(value: unknown): string | null {
	if (typeof value === 'string' && value !== '') return safeLine(value, 500);
	if (Array.isArray(value)) return safeLine(value.filter(one => typeof one === 'string').join('; '), 500) || null;
	if (typeof value === 'object' && value !== null && 'message' in value) return textOf(value.message);
	return null;
}

export function redirected(origin: string): WizardError {
	return new WizardError('api/redirected', {
		message: `${origin} answered with a redirect, and credentials never follow one.`,
		hint: 'Give the address it really lives at, with https.',
		next: [{command: 'cs-wizard login --api-url https://…', when: 'with the right address'}],
		facts: {origin},
	});
}

export function unreachable(error: TransportError): WizardError {
	const reasons = {
		dns: 'its name does not resolve',
		refused: 'nothing listens there',
		timeout: 'it took too long',
		tls: `its certificate is not accepted (${error.code})`,
		reset: 'it broke off',
		'too-large': 'its answer is larger than 8 MB',
		other: error.code,
	} as const;
	return new WizardError('api/unreachable', {
		message: `${error.origin} does not answer: ${reasons[error.kind]}.`,
		hint: 'Check the address and the network, then run this again.',
		next: [{command: `curl -sS ${error.origin}/api/health`, when: 'to try it yourself'}],
		facts: {origin: error.origin, code: error.code},
	});
}

export function notOurs(origin: string): WizardError {
	return new WizardError('api/not-ours', {
		message: `${origin} answers, but not as a CloudStation API.`,
		hint: 'Check the address: a login page or another service may stand in between.',
		next: [{command: `curl -sS ${origin}/api/health`, when: 'to see what answers'}],
		facts: {origin},
	});
}
