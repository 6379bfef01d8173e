import {WizardError} from '../../shared/errors.ts';
import {Secret} from '../../shared/secret.ts';
import {entryPointPath} from '../machine/entry-points.ts';
import type {ProcessCall, ProcessEnd} from '../machine/processes.ts';
import type {CredentialStore} from './credential-store.ts';
import {type KeyringReply, type KeyringRequest, keyringReplySchema} from './keyring-protocol.ts';

const service = 'cs-wizard';
/** How long gh waits as well; a D-Bus that accepts and never answers would hang for ever. */
const patienceMs = 3000;

/** What the keychain's client needs of our environment to find the session's bus and its agent. */
const passedOn = [
	'HOME',
	'USER',
	'LOGNAME',
	'DBUS_SESSION_BUS_ADDRESS',
	'XDG_RUNTIME_DIR',
	'DISPLAY',
	'WAYLAND_DISPLAY',
	'LANG',
	'PATH',
];

interface Options {
	readonly run: (call: ProcessCall) => Promise<ProcessEnd>;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly node: string;
	readonly platform: string;
}

/** The OS keychain: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows. */
export function createKeychainStore({run, env, node, platform}: Options): CredentialStore {
	async function ask(request: KeyringRequest): Promise<string | null> {
		const reply = await call(request);
		if (reply.ok) return reply.value;
		throw problem(reply.problem, reply.detail);
	}

	async function call(request: KeyringRequest): Promise<KeyringReply> {
		const childEnv = Object.fromEntries(passedOn.flatMap(name => (env[name] === undefined ? [] : [[name, env[name]]])));
		const end = await run({
			file: node,
			args: ['--no-warnings', entryPointPath('keyring-child')],
			env: childEnv,
			stdin: JSON.stringify(request),
			timeoutMs: patienceMs,
		});
		if (end.timedOut) return {ok: false, problem: 'unavailable', detail: 'no answer in 3 s'};
		try {
			return keyringReplySchema.parse(JSON.parse(end.stdout));
		} catch {
			return {
				ok: false,
				problem: 'other',
				detail: `the keychain helper ended with ${end.signal ?? `code ${end.exitCode}`}`,
			};
		}
	}

	return {
		backend: 'keychain',
		durable: true,
		location: keychainName(platform),
		get: async account => {
			const value = await ask({op: 'get', service, account});
			return value === null ? null : new Secret(value);
		},
		set: async (account, value) => {
			await ask({op: 'set', service, account, value: value.reveal()});
		},
		delete: async account => (await ask({op: 'delete', service, account})) !== null,
		probe: async () => {
			await ask({op: 'probe', service});
		},
	};
}

export function keychainName(platform: string): string {
	if (platform === 'darwin') return 'the macOS keychain';
	if (platform === 'win32') return 'the Windows credential manager';
	return 'the keychain (Secret Service)';
}

function problem(kind: Exclude<KeyringReply, {ok: true}>['problem'], detail: string): WizardError {
	const next = [
		{
			command: 'cs-wizard login --credential-store=file',
			when: 'to keep the credential in a file that only you can read',
		},
		{command: 'cs-wizard auth status', when: 'to see every place a credential can come from'},
	];
	if (kind === 'locked') {
		return new WizardError('credentials/store-locked', {
			message: 'The keychain is locked.',
			hint: 'Unlock it (sign in to the desktop, or unlock the login keyring), then run this again.',
			next,
			facts: {detail},
		});
	}
	const message =
		kind === 'missing-package'
			? 'The keychain helper package is not installed.'
			: kind === 'too-long'
				? 'The credential is too long for this keychain.'
				: 'The keychain does not answer.';
	return new WizardError('credentials/store-unavailable', {
		message,
		hint: 'Start the keychain, or choose another store: --credential-store=file keeps the credential in a file at mode 0600, --credential-store=encrypted-file under a passphrase.',
		next,
		facts: {detail},
	});
}
