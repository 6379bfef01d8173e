import {TransportError} from './http-errors.ts';

/** A token bucket a process: a storm of retries stops by itself when a server is down for everybody. */
export interface RetryPolicy {
	readonly maxAttempts: number;
	readonly budgetMs: number;
	readonly random: () => number;
	/** Takes a token; false when none is left. */
	take(): boolean;
	succeeded(): void;
}

interface Numbers {
	readonly interactive: boolean;
	readonly random?: () => number;
}

export function createRetryPolicy({interactive, random = Math.random}: Numbers): RetryPolicy {
	const bucket = {tokens: 10};
	return {
		maxAttempts: 5,
		budgetMs: interactive ? 30_000 : 120_000,
		random,
		take: () => {
			if (bucket.tokens < 1) return false;
			bucket.tokens -= 1;
			return true;
		},
		succeeded: () => {
			bucket.tokens = Math.min(10, bucket.tokens + 0.5);
		},
	};
}

/** One try and no more: for probes that want the first answer. */
export const noRetries: RetryPolicy = {
	maxAttempts: 1,
	budgetMs: 0,
	random: () => 0,
	take: () => false,
	succeeded: () => undefined,
};

interface Outcome {
	readonly outcome:
		| TransportError
		| {readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly json: unknown};
	readonly request: {readonly method: string; readonly retry?: 'never' | 'idempotent'};
	readonly attempt: number;
	readonly elapsedMs: number;
	readonly now: number;
	readonly policy: RetryPolicy;
}

const retriedStatuses = new Set([408, 412, 425, 429, 500, 502, 503, 504]);
const base = 250;
const cap = 8000;

/** Milliseconds to wait before the next try, or null for none. Full jitter; `Retry-After` is a lower bound. */
export function retryDelay({outcome, request, attempt, elapsedMs, now, policy}: Outcome): number | null {
	if (request.retry === 'never' || attempt >= policy.maxAttempts) return null;
	if (!mayRetry(outcome, request)) return null;
	const jittered = policy.random() * Math.min(cap, base * 2 ** (attempt - 1));
	const asked = outcome instanceof TransportError ? 0 : retryAfter(outcome.headers['retry-after'], now);
	const wait = Math.max(jittered, asked);
	if (elapsedMs + wait > policy.budgetMs) return null;
	return policy.take() ? wait : null;
}

function mayRetry(outcome: Outcome['outcome'], request: Outcome['request']): boolean {
	const twiceIsSafe = request.method !== 'POST' && request.method !== 'PATCH' ? true : request.retry === 'idempotent';
	if (outcome instanceof TransportError) {
		if (outcome.kind === 'tls' || outcome.kind === 'too-large' || outcome.code === 'ENOTFOUND') return false;
		return outcome.sent ? twiceIsSafe : true;
	}
	if (!retriedStatuses.has(outcome.status)) return false;
	if (outcome.status === 500 && saysFinal(outcome.json)) return false;
	return twiceIsSafe || outcome.status === 429;
}

function saysFinal(json: unknown): boolean {
	return typeof json === 'object' && json !== null && 'retryable' in json && json.retryable === false;
}

/** Seconds or an HTTP date, as milliseconds from now. */
export function retryAfter(header: string | undefined, now: number): number {
	if (header === undefined || header === '') return 0;
	const seconds = Number(header);
	if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
	const at = Date.parse(header);
	return Number.isNaN(at) ? 0 : Math.max(0, at - now);
}
