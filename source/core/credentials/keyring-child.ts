/**
 * The program that talks to the OS keychain. It is a process of its own because a D-Bus that never answers
 * blocks the event loop for ever: the parent kills it after 3 s. The secret travels over stdin and stdout.
 */
import {text} from 'node:stream/consumers';
import {keyringItems, type PasswordEntry} from './keyring-items.ts';
import {type KeyringReply, parseKeyringRequest} from './keyring-protocol.ts';

const probeAccount = 'cs-wizard probe';

// Without a listener Node opens its debugger on this signal, and any user of this machine could read the secret.
process.on('SIGUSR1', () => undefined);

async function answer(): Promise<KeyringReply> {
	const request = parseKeyringRequest(await text(process.stdin));
	if (request === undefined) return {ok: false, problem: 'other', detail: 'it was asked what it does not know'};
	let entryOf: (account: string) => PasswordEntry;
	try {
		const {AsyncEntry} = await import('@napi-rs/keyring');
		// Unpinned, it falls back to the kernel's keyutils without a word, and what is stored is gone at the next boot.
		entryOf = account => new AsyncEntry(request.service, account, {linux: {store: 'secret-service'}});
	} catch (error) {
		return {ok: false, problem: 'missing-package', detail: words(error)};
	}
	try {
		const items = keyringItems(entryOf);
		if (request.op === 'get') return {ok: true, value: await items.get(request.account)};
		if (request.op === 'probe') return await probe(items);
		if (request.op === 'set') await items.set(request.account, request.value);
		else return {ok: true, value: (await items.delete(request.account)) ? 'deleted' : null};
		return {ok: true, value: null};
	} catch (error) {
		const detail = words(error);
		return {ok: false, problem: problemOf(detail), detail};
	}
}

/** A locked keychain answers a question about what is not there: only a write shows that it would take one. */
async function probe(items: ReturnType<typeof keyringItems>): Promise<KeyringReply> {
	await items.set(probeAccount, 'probe');
	await items.delete(probeAccount);
	return {ok: true, value: null};
}

/** What the Secret Service, the macOS keychain and the Windows credential manager say, in words only. */
function problemOf(detail: string): 'locked' | 'too-long' | 'unavailable' | 'other' {
	if (/unlock prompt|locked (object|collection)|is locked|interaction is not allowed/i.test(detail)) return 'locked';
	if (/longer than platform limit|too long/i.test(detail)) return 'too-long';
	return /storage|dbus|d-bus|secret service|service files|reply|not found/i.test(detail) ? 'unavailable' : 'other';
}

function words(error: unknown): string {
	return error instanceof Error ? error.message.slice(0, 300) : 'unknown error';
}

process.stdout.write(`${JSON.stringify(await answer())}\n`);
