import {afterEach, beforeEach, expect, test} from 'vitest';
import {type OpenVault, openVault} from '../../../support/open-vault.ts';

let open: OpenVault;

beforeEach(async () => {
	open = await openVault();
	await open.ask('POST', 'sys/mounts/transit', {body: {type: 'transit'}});
	await open.ask('POST', 'transit/keys/signer', {body: {type: 'ed25519'}});
	await open.ask('POST', 'transit/keys/mac', {body: {type: 'hmac', key_size: 64}});
});

afterEach(() => open.close());

const post = (path: string, body: object = {}) => open.ask('POST', `transit/${path}`, {body});
const sign = async (body: object = {}) => (await post('sign/signer', {input: 'eA==', ...body})).data['signature'];

test('a signature holds for its input and key alone', async () => {
	const signature = await sign();
	await post('keys/other', {type: 'ed25519'});
	expect((await post('verify/signer', {input: 'eA==', signature})).data).toEqual({valid: true});
	expect((await post('verify/signer', {input: 'eQ==', signature})).data).toEqual({valid: false});
	expect((await post('verify/other', {input: 'eA==', signature})).data).toEqual({valid: false});
	expect((await post('verify/signer', {input: 'eA==', signature: 'vault:v1:YWJj'})).data).toEqual({valid: false});
});

test('the form for URLs signs and verifies too', async () => {
	const signature = await sign({marshaling_algorithm: 'jws'});
	expect(signature).toMatch(/^vault:v1:[\w-]{86}$/);
	const verified = await post('verify/signer', {input: 'eA==', signature, marshaling_algorithm: 'jws'});
	expect(verified.data).toEqual({valid: true});
});

test('a key that signs also makes an HMAC, which is another secret', async () => {
	const {data} = await post('hmac/signer/sha2-512', {input: 'eA=='});
	expect((await post('verify/signer/sha2-512', {input: 'eA==', hmac: data['hmac']})).data).toEqual({valid: true});
	expect((await post('verify/signer', {input: 'eA==', hmac: data['hmac']})).data).toEqual({valid: false});
});

test('old versions verify until the minimum is raised, and are gone once trimmed', async () => {
	const first = await sign();
	await post('keys/signer/rotate');
	expect(await sign()).toMatch(/^vault:v2:/);
	const verifyFirst = () => post('verify/signer', {input: 'eA==', signature: first});
	expect((await verifyFirst()).data).toEqual({valid: true});

	expect((await post('keys/signer/config', {min_decryption_version: 3})).errors).toEqual([
		'cannot set min decryption version of 3, latest key version is 2',
	]);
	await post('keys/signer/config', {min_decryption_version: 2, min_encryption_version: 2});
	expect((await verifyFirst()).errors).toEqual(['ciphertext or signature version is disallowed by policy (too old)']);
	expect((await post('sign/signer', {input: 'eA==', key_version: 1})).errors).toEqual([
		'requested version for signing is less than the minimum encryption key version',
	]);

	expect((await post('keys/signer/trim', {min_available_version: 2})).data['min_available_version']).toBe(2);
	expect((await post('keys/signer/config', {min_decryption_version: 1})).errors).toEqual([
		'min decryption version should not be less then min available version',
	]);
});

test('a private key is in no answer', async () => {
	const {data} = await open.ask('GET', 'transit/keys/signer');
	expect(Object.keys(data)).not.toContain('versions');
	expect(data['keys']).toEqual({
		'1': {
			certificate_chain: '',
			creation_time: '2026-01-01T00:00:00.000Z',
			name: 'ed25519',
			public_key: expect.stringMatching(/^[\w+/]{43}=$/),
		},
	});
	expect((await open.ask('GET', 'transit/export/signing-key/signer')).status).toBe(404);
});

test.each<[string, object, string]>([
	['keys/new', {type: 'rsa-2048'}, 'a key of type rsa-2048 is not something that the development vault does'],
	['keys/new', {}, 'a key of type aes256-gcm96 is not something that the development vault does'],
	['keys/new', {type: 'hmac', key_size: 16}, 'invalid key_size 16'],
	['keys/new', {type: 'ed25519', key_size: 64}, 'key_size is not valid for algorithm ed25519'],
	['sign/mac', {input: 'eA=='}, 'key type hmac does not support signing'],
	['hmac/none', {input: 'eA=='}, 'encryption key not found'],
	['hmac/mac', {}, 'missing input for HMAC'],
	['verify/signer', {input: 'eA==', signature: 'a', hmac: 'b'}, "provide one of 'signature' or 'hmac'"],
	['verify/mac', {input: 'eA==', hmac: 'vault:v9:YQ=='}, 'invalid HMAC: version is too new'],
	['sign/signer', {batch_input: []}, 'missing batch input to process'],
	['keys/mac/config', {min_decryption_version: -1}, 'min decryption version cannot be negative'],
	['random/0', {}, "'bytes' cannot be less than 1"],
])('%s with %j is refused', async (path, body, error) => {
	expect(await post(path, body)).toMatchObject({status: 400, errors: [error]});
});

test('each of a batch is answered for itself', async () => {
	const signature = await sign();
	const batch = [
		{input: 'eA==', signature, reference: 'a'},
		{input: '*', signature},
		{input: 'eA==', signature: 'x'},
	];
	const {data} = await post('verify/signer', {batch_input: batch});
	expect(data['batch_results']).toEqual([
		{valid: true, reference: 'a'},
		{valid: false, error: 'unable to decode input as base64: illegal base64 data at input byte 0'},
		{valid: false, error: 'invalid signature: no prefix'},
	]);
});
