import {WizardError} from '../../shared/errors.ts';
import {safeLine} from '../../shared/safe-line.ts';
import {Secret} from '../../shared/secret.ts';
import {entryPointPath} from '../machine/entry-points.ts';
import type {HelperCall, HelperEnd} from '../machine/run-helper.ts';
import type {CredentialStore} from './credential-store.ts';
import {type KeyringReply, type KeyringRequest, parseKeyringReply} from './keyring-protocol.ts';

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
	readonly run: (call: HelperCall) => Promise<HelperEnd>;
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

	async function call(request: KeyringRequest): Promise<KeyringReply | Refusal> {
		const childEnv = Object.fromEntries(passedOn.flatMap(name => (env[name] === undefined ? [] : [[name, env[name]]])));
		const end = await run({
			file: node,
			args: ['--no-warnings', entryPointPath('keyring-child')],
			env: childEnv,
			stdin: JSON.stringify(request),
			timeoutMs: patienceMs,
		});
		if (end.timedOut) return {ok: false, problem: 'mute', detail: 'no answer in 3 s'};
		return (
			parseKeyringReply(end.stdout) ?? {
				ok: false,
				problem: 'other',
				detail: `the keychain helper ended with ${end.signal ?? `code ${end.exitCode}`}`,
			}
		);
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
			const text = value.reveal();
			// It would come back with U+FFFD in its place, and the loss would show much later.
			if (!text.isWellFormed()) throw problem('not-text', 'half a surrogate pair');
			await ask({op: 'set', service, account, value: text});
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

type Problem = Extract<KeyringReply, {ok: false}>['problem'] | 'mute' | 'not-text';

interface Refusal {
	readonly ok: false;
	readonly problem: Problem;
	readonly detail: string;
}

const messages: Readonly<Record<Problem, string>> = {
	locked: 'The keychain is locked.',
	mute: 'The keychain does not answer within 3 s.',
	'missing-package': 'The keychain helper package is not installed.',
	'too-long': 'The credential is too long for this keychain.',
	'not-text': 'The credential is not a text that a keychain can hold.',
	unavailable: 'There is no keychain that answers.',
	other: 'The keychain does not answer.',
};

const otherStores =
	'--credential-store=file keeps the credential in a file at mode 0600, --credential-store=encrypted-file under a passphrase.';

const hints: Partial<Record<Problem, string>> = {
	locked: 'Unlock it (sign in to the desktop, or unlock the login keyring), then run this again.',
	mute: `When a dialog asks to unlock it, answer that first. Otherwise choose another store: ${otherStores}`,
	'missing-package': `Install @napi-rs/keyring, or choose another store: ${otherStores}`,
};

function problem(kind: Problem, detail: string): WizardError {
	return new WizardError(kind === 'locked' ? 'credentials/store-locked' : 'credentials/store-unavailable', {
		message: messages[kind],
		hint: hints[kind] ?? `Start the keychain, or choose another store: ${otherStores}`,
		next: [
			{
				command: 'cs-wizard login --credential-store=file',
				when: 'to keep the credential in a file that only you can read',
			},
			{command: 'cs-wizard auth status', when: 'to see every place a credential can come from'},
		],
		facts: {detail: safeLine(detail, 300)},
	});
}
