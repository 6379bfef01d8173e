/** Calls to a Vault or OpenBao server. Every answer is given back; only what is no answer of a Vault throws. */
import {WizardError} from '../../../shared/errors.ts';
import {isRecord, textAt} from '../../../shared/narrow.ts';
import {safeLine} from '../../../shared/safe-line.ts';
import type {HttpClient, HttpReply} from '../../machine/http-client.ts';
import {TransportError} from '../../machine/http-errors.ts';
import type {VaultSettings} from './vault-settings.ts';

export interface VaultCall {
	readonly method: 'GET' | 'POST' | 'DELETE';
	/** Below /v1/: `secret/data/hello-node`. */
	readonly path: string;
	readonly query?: string;
	readonly body?: unknown;
	/** A POST that may be sent twice. */
	readonly repeatable?: boolean;
	/** Without the token: what anybody may see. */
	readonly anonymous?: boolean;
}

export interface VaultReply {
	readonly status: number;
	readonly errors: readonly string[];
	readonly warnings: readonly string[];
	/** The `data` of the reply; undefined when there is none. */
	readonly data: unknown;
	readonly json: unknown;
}

export interface VaultConnection {
	readonly address: string;
	/** How long each answer took, in milliseconds. */
	readonly durations: readonly number[];
	/** @throws `secrets/unreachable` */
	call(call: VaultCall): Promise<VaultReply>;
}

interface Options {
	readonly http: HttpClient;
	readonly settings: Pick<VaultSettings, 'address' | 'token' | 'namespace'>;
	/** The first answer or error counts, soon: a person waits, and the next rung tells more. */
	readonly impatient?: boolean;
	readonly ca?: string | undefined;
	readonly signal?: AbortSignal | undefined;
}

export function connectVault({http, settings, impatient = false, ca, signal}: Options): VaultConnection {
	const {address, token, namespace} = settings;
	const durations: number[] = [];
	return {
		address,
		durations,
		async call({method, path, query, body, repeatable, anonymous}) {
			const reply = await http
				.request({
					method,
					url: `${address}/v1/${path.split('/').map(encodeURIComponent).join('/')}${query === undefined ? '' : `?${query}`}`,
					headers: {
						...(anonymous ? {} : {'x-vault-token': token}),
						'x-vault-request': 'true',
						'x-vault-namespace': namespace,
					},
					...(body === undefined ? {} : {json: body}),
					...(impatient ? {retry: 'never', timeoutMs: 8000} : repeatable ? {retry: 'idempotent'} : {}),
					...(ca === undefined ? {} : {ca}),
					...(signal === undefined ? {} : {signal}),
				})
				.catch((error: unknown) => {
					throw error instanceof TransportError ? noAnswer(error, address) : error;
				});
			durations.push(reply.duration_ms);
			return read(reply, address);
		},
	};
}

function read(reply: HttpReply, address: string): VaultReply {
	const {status, json, text, headers} = reply;
	if (status >= 300 && status < 400) throw redirected(address, headers['location'] ?? '');
	if (!isRecord(json) && !(text.trim() === '' && status < 500)) throw notVault(address, status);
	return {
		status,
		errors: textsAt(json, 'errors'),
		warnings: textsAt(json, 'warnings'),
		data: isRecord(json) ? json['data'] : undefined,
		json,
	};
}

function textsAt(json: unknown, key: string): readonly string[] {
	const list: unknown = isRecord(json) ? json[key] : undefined;
	return Array.isArray(list) ? list.filter(one => typeof one === 'string') : [];
}

const reasons: Readonly<Record<TransportError['kind'], string>> = {
	dns: 'its name does not resolve',
	refused: 'connection refused',
	timeout: 'no answer in time',
	tls: 'its certificate is not trusted',
	reset: 'it broke off',
	'too-large': 'its answer is too large',
	other: 'no answer',
};

function noAnswer(error: TransportError, address: string): WizardError {
	return unreachable(address, `${reasons[error.kind]}, ${error.code}`, 'Check the address and that the server runs.', {
		kind: error.kind,
		code: error.code,
		cause: error,
	});
}

/** The token goes to the address that was named and nowhere else. */
function redirected(address: string, location: string): WizardError {
	const to = URL.canParse(location, address) ? new URL(location, address).origin : 'another place';
	return unreachable(
		address,
		`it redirects to ${safeLine(to, 120)}, where the token is not sent`,
		'Use the address of the active server itself.',
	);
}

function notVault(address: string, status: number): WizardError {
	return unreachable(
		address,
		`something else than a Vault answers there, status ${status}`,
		'Check the address and the port: Vault listens on 8200 unless told otherwise.',
	);
}

function unreachable(
	address: string,
	why: string,
	hint: string,
	{cause, ...facts}: Readonly<Record<string, unknown>> = {},
): WizardError {
	return new WizardError('secrets/unreachable', {
		message: `The vault at ${address} does not answer (${why}).`,
		hint,
		next: [{command: `curl -sS ${address}/v1/sys/health`, when: 'to try it yourself'}],
		facts: {address, ...facts},
		cause,
	});
}

/** An answer that is not what was asked for, as an error that says what it can mean. */
export function vaultRefusal(
	reply: VaultReply,
	{address, path}: {readonly address: string; readonly path: string},
): WizardError {
	const {status, errors} = reply;
	const said = safeLine(errors.join(' '), 160);
	const facts = {address, path, status};
	if (status === 403) {
		return new WizardError('secrets/denied', {
			message: `The vault does not let this token use ${path}, or there is no such mount: it answers 403 to both.`,
			hint: `See which: "deny" or nothing in the capabilities means the policy, anything else the mount.`,
			next: [{command: `vault token capabilities ${path}`, when: 'to see what the token may do there'}],
			facts,
		});
	}
	if (status === 404) {
		const noMount = errors.some(error => error.includes('no handler for route'));
		const noNamespace = errors.some(error => error.includes('namespace not found'));
		return new WizardError('secrets/missing', {
			message: noNamespace
				? 'There is no such namespace in the vault.'
				: noMount
					? `Nothing is mounted at ${path.split('/')[0] ?? path}/ in the vault.`
					: `There is nothing at ${path} in the vault.`,
			hint: noNamespace ? 'Check VAULT_NAMESPACE.' : 'Check the path.',
			facts,
		});
	}
	if (status === 400 && errors.some(error => error.includes('check-and-set'))) {
		return new WizardError('secrets/conflict', {
			message: `${path} was changed in the vault by somebody else meanwhile.`,
			hint: 'Nothing was written. Look at what is there now, and run this again.',
			facts,
		});
	}
	return new WizardError('secrets/unreachable', {
		message: `The vault answers ${status} for ${path}${said === '' ? '' : `: ${said}`}.`,
		hint: status === 503 ? 'A sealed vault is opened with `vault operator unseal`.' : 'Look at the log of the server.',
		facts,
	});
}

/** What the server calls itself: its own word, one line. */
export const versionOf = (json: unknown): string => safeLine(textAt(json, 'version') ?? 'unknown version', 40);
