import {WizardError} from '../../shared/errors.ts';
import {type ErrorCode, errorCatalog} from '../../shared/error-catalog.ts';
import {safeLine} from '../../shared/safe-line.ts';
import type {Secret} from '../../shared/secret.ts';
import {durationText} from '../../shared/units.ts';
import type {HttpReply} from '../machine/http-client.ts';
import type {TransportError} from '../machine/http-errors.ts';
import {retryAfter} from '../machine/retry.ts';
import {readProblem} from './read-problem.ts';

const byStatus: Readonly<Record<number, ErrorCode>> = {
	401: 'auth/refused',
	403: 'auth/forbidden',
	404: 'api/not-found',
	408: 'api/failed',
	409: 'api/conflict',
	410: 'api/not-found',
	413: 'api/too-large',
	415: 'api/wrong-type',
	425: 'api/failed',
	429: 'api/rate-limited',
};

const hints: Partial<Record<ErrorCode, string>> = {
	'auth/refused': 'Sign in again with a key that is valid there.',
	'auth/forbidden': 'Ask the owner of the account for this permission.',
	'api/not-found': 'Check the name, and that you are signed in to the right platform.',
	'api/rate-limited': 'Wait a moment, then run this again.',
	'api/failed': 'Run this again in a moment; the platform logs the request by its id.',
};

/** The error of an answer that is not 2xx. What was sent (`sent`) is masked in what the server says about it. */
export function replyError(reply: HttpReply, origin: string, sent: readonly Secret[] = []): WizardError {
	const {status} = reply;
	if (status >= 300 && status < 400) return redirected(origin);
	const told = readProblem(reply, sent);
	// A page where there is no such call is somebody else's: a proxy, a login page, another product.
	if (told === null && (status === 404 || status === 405)) return notOurs(origin);
	const code = codeOf(told?.code ?? null, status);
	const waitMs = status === 429 || status === 503 ? retryAfter(reply.headers['retry-after'], Date.now()) : 0;
	const later = waitMs > 0 ? `Run this again in ${durationText(waitMs)}.` : undefined;
	const requestId = reply.headers['x-request-id'];
	return new WizardError(code, {
		message: told?.message ?? `${origin} answered ${status}.`,
		hint: told?.hint ?? later ?? hints[code] ?? 'Check the request, then run this again.',
		next: code === 'auth/refused' ? [{command: 'cs-wizard login', when: 'to sign in again'}] : [],
		facts: {
			...told?.facts,
			status,
			origin,
			...(waitMs > 0 ? {retry_after_ms: waitMs} : {}),
			...(requestId === undefined ? {} : {request_id: safeLine(requestId)}),
		},
	});
}

/** A bug at the other end is none of ours: to us it is an API that failed. */
function codeOf(told: ErrorCode | null, status: number): ErrorCode {
	if (told !== null && errorCatalog[told].exit !== 'bug') return told;
	return byStatus[status] ?? (status < 500 ? 'api/bad-request' : 'api/failed');
}

function redirected(origin: string): WizardError {
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
