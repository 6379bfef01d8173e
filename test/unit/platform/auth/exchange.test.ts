import {expect, test} from 'vitest';
import {createAudit} from '../../../../source/platform/auth/audit.ts';
import {createExchange} from '../../../../source/platform/auth/exchange.ts';
import {openKeyringDatabase} from '../../../../source/platform/auth/keyring.ts';
import {createSessions} from '../../../../source/platform/auth/sessions.ts';
import {sleeplessClock} from '../../../support/control-plane/sleepless-clock.ts';
import {temporaryDataFolder} from '../../../support/control-plane/start-platform.ts';

async function setUp() {
	const clock = sleeplessClock();
	const {db, keys, keyring} = await openKeyringDatabase(await temporaryDataFolder(), {clock});
	const sessions = createSessions({db, keys, clock});
	const exchange = createExchange({db, keys, clock, sessions, audit: createAudit({db, keys, clock})});
	const {apiKey, clientId, prefix} = await keyring.create();
	const from = (address: string) => ({address, requestId: 'request-1'});
	return {clock, db, keyring, sessions, exchange, apiKey: apiKey.reveal(), clientId, prefix, from};
}

test('a key with its client id becomes a session', async () => {
	const {exchange, sessions, keyring, apiKey, clientId, from} = await setUp();
	const sessionId = await exchange({apiKey, clientId}, from('10.0.0.1'));
	expect(await sessions.find(sessionId)).toMatchObject({email: 'owner@localhost', namespace: 'local'});
	expect((await keyring.list())[0]?.last_used_at).toBe('2030-01-01T00:00:00.000Z');
});

test('whatever is wrong, the refusal is the same', async () => {
	const {exchange, keyring, apiKey, clientId, prefix, from} = await setUp();
	const revoked = await keyring.create();
	await keyring.revoke(revoked.id);
	const wrong = [
		{apiKey: apiKey.replace(prefix, 'ffffffffffff'), clientId},
		{apiKey: `csk_${prefix}_${'0'.repeat(64)}`, clientId},
		{apiKey, clientId: 'somebody'},
		{apiKey: `${apiKey}\0`, clientId},
		{apiKey: '', clientId: ''},
		{apiKey: 'ключ', clientId},
		{apiKey: revoked.apiKey.reveal(), clientId: revoked.clientId},
	];
	const refusals = await Promise.all(
		wrong.map(credential => exchange(credential, from('10.0.0.1')).catch((error: unknown) => JSON.stringify(error))),
	);
	expect(new Set(refusals).size).toBe(1);
	expect(refusals[0]).toContain('auth/refused');
});

test('more than 256 bytes are refused before any look at the store', async () => {
	const {exchange, db, clientId, from} = await setUp();
	await expect(exchange({apiKey: 'ü'.repeat(129), clientId}, from('10.0.0.1'))).rejects.toMatchObject({
		code: 'api/bad-request',
	});
	expect(await db.selectFrom('audit').selectAll().execute()).toEqual([]);
});

test('guessing from one address is slowed down, and others are not', async () => {
	const {exchange, clock, db, apiKey, clientId, prefix, from} = await setUp();
	const guess = () => exchange({apiKey: `csk_${prefix}_${'0'.repeat(64)}`, clientId}, from('10.0.0.1'));
	for (let tries = 0; tries < 30; tries++) await expect(guess()).rejects.toMatchObject({code: 'auth/refused'});
	for (let tries = 0; tries < 50; tries++)
		await expect(guess()).rejects.toMatchObject({code: 'api/rate-limited', facts: {retryAfterSeconds: 60}});

	await expect(exchange({apiKey, clientId}, from('10.0.0.1'))).rejects.toMatchObject({code: 'api/rate-limited'});
	expect(await exchange({apiKey, clientId}, from('10.0.0.2'))).toBeTypeOf('string');
	const limited = await db.selectFrom('audit').selectAll().where('outcome', '=', 'limited').execute();
	expect(limited).toHaveLength(1);

	clock.advance(60_001);
	expect(await exchange({apiKey, clientId}, from('10.0.0.1'))).toBeTypeOf('string');
});

test('guessing one key from many addresses closes it to those who failed only', async () => {
	const {exchange, apiKey, clientId, prefix, from} = await setUp();
	for (let host = 0; host < 30; host++)
		await expect(
			exchange({apiKey: `csk_${prefix}_${'0'.repeat(64)}`, clientId}, from(`10.0.1.${host}`)),
		).rejects.toMatchObject({code: 'auth/refused'});
	await expect(exchange({apiKey, clientId}, from('10.0.1.7'))).rejects.toMatchObject({code: 'api/rate-limited'});
	expect(await exchange({apiKey, clientId}, from('10.0.2.1'))).toBeTypeOf('string');
});

test('signing in again and again with a good key is never slowed down', async () => {
	const {exchange, apiKey, clientId, from} = await setUp();
	for (let tries = 0; tries < 200; tries++) await exchange({apiKey, clientId}, from('10.0.0.1'));
});

test('the record of who tried holds no id in clear', async () => {
	const {exchange, db, apiKey, clientId, prefix, from} = await setUp();
	await exchange({apiKey, clientId}, from('203.0.113.77'));
	const rows = JSON.stringify(await db.selectFrom('audit').selectAll().execute());
	expect(rows).toContain('accepted');
	expect(rows).not.toContain(prefix);
	expect(rows).not.toContain('203.0.113.77');
});
