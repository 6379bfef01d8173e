import {keyringItems, type PasswordEntry} from '../../source/core/credentials/keyring-items.ts';
import {type KeyringReply, parseKeyringRequest} from '../../source/core/credentials/keyring-protocol.ts';
import type {ProcessCall, ProcessEnd} from '../../source/core/machine/processes.ts';

/** What an operating system keeps: one short text a name. As Windows, it refuses what is longer than 1280 characters. */
export function fakeKeyring() {
	const held = new Map<string, string>();
	const state = {writesLeft: Number.POSITIVE_INFINITY};
	const entryOf = (name: string): PasswordEntry => ({
		async setPassword(password) {
			if (password.length > 1280) throw new Error('longer than platform limit of 2560 chars');
			if (state.writesLeft === 0) throw new Error('killed');
			state.writesLeft -= 1;
			held.set(name, password.toWellFormed());
		},
		getPassword: async () => held.get(name) ?? null,
		deletePassword: async () => held.delete(name),
	});
	const items = keyringItems(entryOf);

	/** Answers as the keyring child does, in this process. */
	async function run({stdin}: ProcessCall): Promise<ProcessEnd> {
		const reply = await answer(stdin ?? '');
		return {exitCode: 0, signal: null, timedOut: false, stdout: `${JSON.stringify(reply)}\n`, stderr: ''};
	}

	async function answer(stdin: string): Promise<KeyringReply> {
		const request = parseKeyringRequest(stdin);
		if (request === undefined) throw new Error('it was asked what it does not know');
		if (request.op === 'get') return {ok: true, value: await items.get(request.account)};
		if (request.op === 'delete') return {ok: true, value: (await items.delete(request.account)) ? 'deleted' : null};
		if (request.op === 'set') await items.set(request.account, request.value);
		return {ok: true, value: null};
	}

	return {
		held,
		items,
		run,
		/** The process dies after so many more writes. */
		dieAfter(writes: number) {
			state.writesLeft = writes;
		},
		recover() {
			state.writesLeft = Number.POSITIVE_INFINITY;
		},
	};
}
