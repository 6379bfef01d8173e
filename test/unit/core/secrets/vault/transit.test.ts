import {describe, expect, test} from 'vitest';
import {signWith, verifyWith} from '../../../../../source/core/secrets/vault/transit.ts';
import {connectVault} from '../../../../../source/core/secrets/vault/vault-connection.ts';
import {Secret} from '../../../../../source/shared/secret.ts';
import {answeringHttp} from '../../../../support/answering-http.ts';

const payload = Uint8Array.from([0xfb, 0xef, 0xff]);

function vault(type: string | 403, answers: Parameters<typeof answeringHttp>[0]) {
	const key = type === 403 ? {status: 403, json: {errors: ['denied']}} : {status: 200, json: {data: {type}}};
	const http = answeringHttp({'GET /v1/transit/keys/web': key, ...answers});
	const settings = {address: 'http://vault.test:8200', token: new Secret('t'), namespace: undefined};
	return {http, connection: connectVault({http, settings})};
}

const signed = {'POST /v1/transit/sign/web': {status: 200, json: {data: {signature: 'vault:v2:abc=', key_version: 2}}}};

describe('each kind of key takes its own parameters', () => {
	test.each([
		['ed25519', {}],
		['ecdsa-p256', {hash_algorithm: 'sha2-256'}],
		['ecdsa-p384', {hash_algorithm: 'sha2-384'}],
		['ecdsa-p521', {hash_algorithm: 'sha2-512'}],
		['rsa-4096', {signature_algorithm: 'pss', hash_algorithm: 'sha2-256'}],
		[403, {}],
	] as const)('%s', async (type, parameters) => {
		const {http, connection} = vault(type, signed);
		await signWith(connection, 'web', payload);

		// The standard alphabet: `++//` would be `--__` in the url-safe one.
		expect(http.requests.at(-1)?.json).toEqual({input: '++//', ...parameters});
	});

	test('an hmac key does not sign, it makes a MAC', async () => {
		const {http, connection} = vault('hmac', {
			'POST /v1/transit/hmac/web': {status: 200, json: {data: {hmac: 'vault:v3:abc='}}},
			'POST /v1/transit/verify/web': {status: 200, json: {data: {valid: true}}},
		});
		const {signature, keyVersion} = await signWith(connection, 'web', payload);
		expect([signature, keyVersion]).toEqual(['vault:v3:abc=', 3]);

		expect(await verifyWith(connection, 'web', {payload, signature})).toBe(true);
		expect(http.requests.at(-1)?.json).toEqual({input: '++//', hmac: 'vault:v3:abc='});
	});
});

test('a key that encrypts is told apart from one that is missing', async () => {
	const encrypts = vault('aes256-gcm96', {
		'POST /v1/transit/sign/web': {status: 400, json: {errors: ['key type aes256-gcm96 does not support signing']}},
	});
	await expect(signWith(encrypts.connection, 'web', payload)).rejects.toMatchObject({code: 'secrets/wrong-key'});

	const missing = vault('ed25519', {'GET /v1/transit/keys/web': {status: 404, json: {errors: []}}});
	await expect(signWith(missing.connection, 'web', payload)).rejects.toMatchObject({
		code: 'secrets/missing',
		next: [{}, {command: 'vault write transit/keys/web type=ed25519'}],
	});
});

test('what has not the form of a signature is asked of nobody', async () => {
	const {http, connection} = vault('ed25519', {});
	for (const signature of ['', 'abc', 'vault:v0:abc', 'vault:v1:', 'vault:v1:a b']) {
		expect(await verifyWith(connection, 'web', {payload, signature})).toBe(false);
	}
	expect(http.requests).toEqual([]);
});

test('a signature by a version that was taken out of use is not valid', async () => {
	const tooOld = {status: 400, json: {errors: ['ciphertext or signature version is disallowed by policy (too old)']}};
	const {connection} = vault('ed25519', {'POST /v1/transit/verify/web': tooOld});
	expect(await verifyWith(connection, 'web', {payload, signature: 'vault:v1:abc='})).toBe(false);
});

test('a server in trouble is no verdict on a signature', async () => {
	const {connection} = vault('ed25519', {'POST /v1/transit/verify/web': {status: 500, json: {errors: ['oops']}}});
	await expect(verifyWith(connection, 'web', {payload, signature: 'vault:v1:abc='})).rejects.toMatchObject({
		code: 'secrets/unreachable',
	});
});
