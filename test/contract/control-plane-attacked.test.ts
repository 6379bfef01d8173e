/** Guessing, flooding and odd input at the control plane: rows X1 to X11 of what it withstands. */
import {randomBytes} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {request} from 'node:http';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {expect, test} from 'vitest';
import {systemClock} from '../../source/core/machine/clock.ts';
import {openKeyring, openKeyringDatabase} from '../../source/platform/auth/keyring.ts';
import {problemSchema} from '../../source/shared/api-contract.ts';
import {post} from '../support/control-plane/platform-client.ts';
import {startPlatform, startSignedIn} from '../support/control-plane/start-platform.ts';

const zeros = '0'.repeat(64);

test('X1: an unknown key, a wrong one, a revoked one and a malformed one get the very same answer', async () => {
	const {platform, url, dataFolder} = await startPlatform();
	const {api_key, client_id} = platform.info;
	const prefix = (api_key?.reveal() ?? '').split('_')[1] ?? '';
	const keyring = await openKeyring(dataFolder, {clock: systemClock});
	const revoked = await keyring.create();
	await keyring.revoke(revoked.id);
	await keyring.close();
	const answers = new Set<string>();
	for (const credential of [
		{api_key: `csk_ffffffffffff_${zeros}`, client_id},
		{api_key: `csk_${prefix}_${zeros}`, client_id},
		{api_key: api_key?.reveal(), client_id: 'somebody'},
		{api_key: revoked.apiKey.reveal(), client_id: revoked.clientId},
		{api_key: 'x', client_id: 'y'},
	]) {
		const reply = await post(url, '/api/cli/auth', credential, {'x-request-id': 'the-same-id'});
		const headers = [...reply.headers].filter(([name]) => name !== 'date');
		answers.add(JSON.stringify([reply.status, headers, await reply.text()]));
	}
	expect(answers.size).toBe(1);
	expect([...answers][0]).toContain('auth/refused');
});

test('X2: every byte of a key counts, and more than 256 bytes are refused before they are looked at', async () => {
	const {platform, url} = await startPlatform();
	const {api_key, client_id} = platform.info;
	const key = api_key?.reveal() ?? '';
	const status = async (apiKey: string) => (await post(url, '/api/cli/auth', {api_key: apiKey, client_id})).status;
	expect(key.length).toBeGreaterThan(72);
	const lastChanged = key.slice(0, -1) + (key.endsWith('0') ? '1' : '0');
	for (const wrong of [lastChanged, `${key}\0`, `${key}0`, key.replace('c', 'с'), key.toUpperCase()])
		expect(await status(wrong)).toBe(401);
	for (const long of ['k'.repeat(10_000), '鍵'.repeat(86)]) expect(await status(long)).toBe(400);
	expect(await status(key)).toBe(200);
});

test('X4: who guesses is told to wait, it is on record once, and others sign in', async () => {
	const {platform, url, dataFolder} = await startPlatform();
	const {api_key, client_id} = platform.info;
	const prefix = (api_key?.reveal() ?? '').split('_')[1] ?? '';
	const statuses: number[] = [];
	for (let tries = 0; tries < 100; tries++)
		statuses.push((await signInFrom('127.0.0.2', url, {api_key: `csk_${prefix}_${zeros}`, client_id})).status);
	expect(statuses).toEqual([...Array.from({length: 30}, () => 401), ...Array.from({length: 70}, () => 429)]);

	const own = {api_key: api_key?.reveal(), client_id};
	const limited = await signInFrom('127.0.0.2', url, own);
	expect(limited).toMatchObject({status: 429});
	expect(Number(limited.retryAfter)).toBeGreaterThan(0);
	expect(await signInFrom('127.0.0.3', url, own)).toMatchObject({status: 200});

	const {db} = await openKeyringDatabase(dataFolder, {clock: systemClock});
	const recorded = await db.selectFrom('audit').select('outcome').execute();
	await db.destroy();
	const times = (wanted: string) => recorded.filter(({outcome}) => outcome === wanted).length;
	expect([times('refused'), times('limited'), times('accepted')]).toEqual([30, 1, 1]);
});

test('X5: revoking a key ends its sessions and registry passwords at once, and it opens nothing any more', async () => {
	const {me, platform, url, dataFolder} = await startSignedIn();
	const {username, password, url: registry} = me.login.registry;
	const askRegistry = async () =>
		(await fetch(`http://${registry}/`, {headers: {authorization: `Basic ${btoa(`${username}:${password}`)}`}})).json();
	expect(await askRegistry()).toEqual({namespace: 'local'});

	const keyring = await openKeyring(dataFolder, {clock: systemClock});
	const [key] = await keyring.list();
	await keyring.revoke(key?.id ?? '');
	await keyring.close();

	expect((await me.send('/api/cli/services', {})).status).toBe(401);
	expect((await me.send('/api/cli/refresh', {})).status).toBe(401);
	expect(await askRegistry()).toBeNull();
	const {api_key, client_id} = platform.info;
	expect((await post(url, '/api/cli/auth', {api_key: api_key?.reveal(), client_id})).status).toBe(401);
	expect(me.login.vault.expires_at * 1000).toBeLessThan(Date.now() + 3_600_000);
});

test('X8: a body without end is refused while it comes, and costs no memory', async () => {
	const {url} = await startPlatform();
	const piece = new Uint8Array(64 * 1024);
	const sent = {pieces: 0};
	const endless = new ReadableStream<Uint8Array>({
		pull(controller) {
			sent.pieces += 1;
			controller.enqueue(piece);
		},
	});
	const outcome = await fetch(`${url}/api/cli/auth`, {
		method: 'POST',
		headers: {'content-type': 'application/json'},
		body: endless,
		duplex: 'half',
	}).then(
		reply => reply.status,
		() => 'cut',
	);
	expect([413, 'cut']).toContain(outcome);
	expect(sent.pieces).toBeLessThan(1000);
	expect((await fetch(`${url}/api/health`)).status).toBe(200);
});

test('X11: after many requests the log has an id in every line, each error had its own, and nothing secret', async () => {
	const {me, url, dataFolder} = await startSignedIn();
	const canary = `cnry_${randomBytes(16).toString('hex')}`;
	const ids: unknown[] = [];
	const odd = [
		() => post(url, '/api/cli/auth', {api_key: canary, client_id: canary}),
		() => post(url, '/api/cli/auth', canary, {'x-api-key': canary}),
		() => post(url, '/api/cli/services', {[canary]: canary}, {authorization: `Bearer ${canary}`}),
		() => me.send('/api/cli/create-service', {name: canary.toUpperCase()}),
		() => me.get(`/api/v1/deployments/x/logs?after=${canary}`),
		() => me.get('/api/v1/deployments?serviceId=x', {cookie: canary, 'x-vault-token': canary}),
	];
	for (let round = 0; round < 200; round++) {
		const reply = await (odd[round % odd.length] ?? (() => fetch(url)))();
		if (reply.ok) continue;
		const problem = problemSchema.parse(await reply.json());
		expect(problem.request_id).toBe(reply.headers.get('x-request-id'));
		ids.push(problem.request_id);
	}
	const log = await readFile(join(dataFolder, 'logs', 'platform.log'), 'utf8');
	const entries = log
		.trim()
		.split('\n')
		.map((line): {event: string; request_id?: string} => JSON.parse(line));
	const logged = new Set(entries.filter(({event}) => event === 'request').map(entry => entry.request_id));
	expect(logged.has(undefined)).toBe(false);
	expect(ids.length).toBeGreaterThan(100);
	for (const id of ids) expect(logged).toContain(id);
	expect(log).not.toContain(canary);
	expect(log).not.toContain(canary.toUpperCase());
});

interface Signed {
	readonly status: number;
	readonly retryAfter: string;
}

/** Signs in from an address of the loopback network, as another machine would. */
function signInFrom(localAddress: string, url: string, credential: unknown): Promise<Signed> {
	return new Promise((resolve, reject) => {
		const asked = request(`${url}/api/cli/auth`, {
			method: 'POST',
			localAddress,
			headers: {'content-type': 'application/json'},
		});
		asked.on('error', reject);
		asked.on('response', reply => {
			void text(reply).then(() =>
				resolve({status: reply.statusCode ?? 0, retryAfter: reply.headers['retry-after'] ?? ''}),
			);
		});
		asked.end(JSON.stringify(credential));
	});
}
