import {type ErrorCode, errorCatalog, exitCodes} from './error-catalog.ts';

export interface NextStep {
	readonly command: string;
	readonly when: string;
}

interface Details {
	/** What's wrong, in one present-tense sentence. No "failed to", no blame. */
	readonly message: string;
	/** The most likely fix, in one sentence. */
	readonly hint: string;
	/** Commands to copy, in order, and when each helps. */
	readonly next?: readonly NextStep[];
	/** Safe to print and log: names, paths, ids. Never a secret's value. */
	readonly facts?: Readonly<Record<string, unknown>>;
	readonly cause?: unknown;
}

/** The plain data of an error, as `--json`, the HTTP API and the screens show it. */
export interface ErrorData {
	readonly code: ErrorCode;
	readonly message: string;
	readonly hint: string;
	readonly next: readonly NextStep[];
	readonly exitCode: number;
	readonly docs: string;
	readonly facts?: Readonly<Record<string, unknown>>;
}

/**
 * A problem we foresaw, with a way out. It holds plain data and no colours,
 * because a terminal, `--json` and the HTTP API each draw it their own way.
 */
export class WizardError extends Error {
	override readonly name = 'WizardError';
	readonly code: ErrorCode;
	readonly hint: string;
	readonly next: readonly NextStep[];
	readonly facts: Readonly<Record<string, unknown>>;

	constructor(code: ErrorCode, {message, hint, next = [], facts = {}, cause}: Details) {
		super(message, {cause});
		this.code = code;
		this.hint = hint;
		this.next = next;
		this.facts = facts;
	}

	get exitCode(): number {
		return exitCodes[errorCatalog[this.code].exit];
	}

	/** Derived, so a link can't be forgotten or drift from its code. */
	get docs(): string {
		return `docs/reference/errors.md#${this.code.replace('/', '-')}`;
	}

	toJSON(): ErrorData {
		const {code, message, hint, next, docs, exitCode, facts} = this;
		return {code, message, hint, next, docs, exitCode, ...(Object.keys(facts).length > 0 ? {facts} : {})};
	}
}

/** The only translator at the edges: what we did not foresee is a bug of ours, and its text may hold a secret, so it is not shown. */
export function toWizardError(thrown: unknown): WizardError {
	if (thrown instanceof WizardError) return thrown;
	return new WizardError('internal/bug', {
		message: 'Something broke in cs-wizard itself.',
		hint: 'Run it again with --verbose to see where, and report it.',
		next: [{command: 'cs-wizard doctor', when: 'to check this machine'}],
		cause: thrown,
	});
}

/** Code, not wording, is the identity of an error. */
export function isErrorWithCode(thrown: unknown, ...codes: readonly ErrorCode[]): boolean {
	return thrown instanceof WizardError && codes.includes(thrown.code);
}
