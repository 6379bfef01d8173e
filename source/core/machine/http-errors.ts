import {systemCode} from './file-errors.ts';

/** Where on the way to an answer it broke. A health ladder blames the rung by it. */
export type TransportKind = 'dns' | 'refused' | 'timeout' | 'tls' | 'reset' | 'too-large' | 'other';

/** No answer came. It names the origin only: a full URL may hold a password. */
export class TransportError extends Error {
	override readonly name = 'TransportError';
	readonly kind: TransportKind;
	/** Node's or OpenSSL's code: `ECONNREFUSED`, `CERT_HAS_EXPIRED`. */
	readonly code: string;
	readonly origin: string;
	/** False when nothing was sent, so that even a POST may be tried again. */
	readonly sent: boolean;

	constructor({kind, code, origin, sent}: {kind: TransportKind; code: string; origin: string; sent: boolean}) {
		super(`${origin} does not answer (${code})`);
		this.kind = kind;
		this.code = code;
		this.origin = origin;
		this.sent = sent;
	}
}

const connectCodes: Readonly<Record<string, TransportKind>> = {
	ENOTFOUND: 'dns',
	EAI_AGAIN: 'dns',
	EAI_NODATA: 'dns',
	ECONNREFUSED: 'refused',
	EHOSTUNREACH: 'refused',
	ENETUNREACH: 'refused',
	EHOSTDOWN: 'refused',
};

const tlsCodes = /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/;

/** `phase` is the part of got's timeout that ran out, when one did. */
export function toTransportError(thrown: unknown, origin: string, phase?: string): TransportError {
	const code = codeOf(thrown) ?? 'UNKNOWN';
	const kind = connectCodes[code];
	if (kind !== undefined) return new TransportError({kind, code, origin, sent: false});
	if (tlsCodes.test(code)) return new TransportError({kind: 'tls', code, origin, sent: false});
	if (code === 'ETIMEDOUT') {
		const connecting = phase === undefined || phase === 'connect' || phase === 'lookup' || phase === 'secureConnect';
		return new TransportError({kind: 'timeout', code, origin, sent: !connecting});
	}
	if (code === 'ECONNRESET' || code === 'EPIPE') return new TransportError({kind: 'reset', code, origin, sent: true});
	return new TransportError({kind: 'other', code, origin, sent: true});
}

/** got wraps the system's error; the innermost code tells most. */
function codeOf(thrown: unknown): string | undefined {
	const inner = thrown instanceof Error && thrown.cause !== undefined ? codeOf(thrown.cause) : undefined;
	return inner ?? systemCode(thrown);
}
