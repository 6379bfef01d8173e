import {describe, expect, test} from 'vitest';
import {findMount, readDocument, writeDocument} from '../../../../../source/core/secrets/vault/kv-store.ts';
import {connectVault} from '../../../../../source/core/secrets/vault/vault-connection.ts';
import {Secret} from '../../../../../source/shared/secret.ts';
import {answeringHttp} from '../../../../support/answering-http.ts';

type Answers = Parameters<typeof answeringHttp>[0];

function vault(answers: Answers, namespace?: string) {
	const http = answeringHttp(answers);
	const settings = {address: 'http://vault.test:8200', token: new Secret('hvs.canary'), namespace};
	return {http, connection: connectVault({http, settings})};
}

const denied = {status: 403, json: {errors: ['1 error occurred:\n\t* permission denied\n\n']}};
const nothing = {status: 404, json: {errors: []}};
// The replies are those of a real server, in test/fixtures/openbao/kv2.json.
const versioned = {
	status: 404,
	json: {data: null, warnings: ['Invalid path for a versioned K/V secrets engine. See the API docs for …']},
};
const mount = (path: string, type: string, version: string | null) => ({
	status: 200,
	json: {data: {path, type, options: version === null ? null : {version}}},
});
const asked = 'GET /v1/sys/internal/ui/mounts/team/kv/web';

describe('which part of a path is the mount, and of which kind', () => {
	test('the server is asked, also for a mount of several parts', async () => {
		const {connection} = vault({[asked]: mount('team/kv/', 'kv', '2')});
		expect(await findMount(connection, 'team/kv/web')).toEqual({mount: 'team/kv', rest: 'web', version: 2});
	});

	test.each([null, '1'])('version 1 says so, or nothing (%s)', async version => {
		const {connection} = vault({[asked]: mount('team/', 'kv', version)});
		expect(await findMount(connection, 'team/kv/web')).toEqual({mount: 'team', rest: 'kv/web', version: 1});
	});

	test('another engine is no store', async () => {
		const {connection} = vault({[asked]: mount('team/', 'pki', null)});
		await expect(findMount(connection, 'team/kv/web')).rejects.toMatchObject({
			code: 'secrets/missing',
			message: 'team/ in the vault is a pki engine, not a KV store.',
		});
	});

	test.each([
		['something in version 2', {status: 200, json: {data: {data: {}, metadata: {version: 1}}}}, versioned, 2],
		['a deleted version', {status: 404, json: {data: {data: null, metadata: {version: 4}}}}, versioned, 2],
		['nothing in version 2', nothing, versioned, 2],
		['something in version 1', nothing, {status: 200, json: {data: {A: '1'}}}, 1],
		['something in version 1, the other path denied', denied, {status: 200, json: {data: {A: '1'}}}, 1],
		['nothing in version 1', nothing, nothing, 1],
		['nothing in version 2, the other path denied', nothing, denied, 2],
	] as const)('where asking is not allowed it is tried: %s', async (_, second, first, version) => {
		const {connection} = vault({
			'GET /v1/sys/internal/ui/mounts/secret/web': denied,
			'GET /v1/secret/data/web': second,
			'GET /v1/secret/web': first,
		});
		expect(await findMount(connection, 'secret/web')).toEqual({mount: 'secret', rest: 'web', version});
	});

	test('where all is denied nobody can tell, and that is what it says', async () => {
		const {connection} = vault({
			'GET /v1/sys/internal/ui/mounts/secret/web': denied,
			'GET /v1/secret/data/web': denied,
			'GET /v1/secret/web': denied,
		});
		await expect(findMount(connection, 'secret/web')).rejects.toMatchObject({
			code: 'secrets/denied',
			message: expect.stringContaining('or there is no such mount'),
			next: [{command: 'vault token capabilities secret/data/web'}],
		});
	});
});

describe('KV version 1', () => {
	const at = {mount: 'old', rest: 'web', version: 1} as const;

	test('is read and written as it is', async () => {
		const {http, connection} = vault({
			'GET /v1/old/web': {status: 200, json: {data: {A: '1'}}},
			'POST /v1/old/web': {status: 204},
		});
		expect(await readDocument(connection, at)).toEqual({values: {A: '1'}, version: 0, deleted: false});
		await writeDocument(connection, at, {values: {A: '1', B: '2'}, over: 0});

		expect(http.requests.at(-1)?.json).toEqual({A: '1', B: '2'});
	});

	test('takes no empty document: the last secret goes with it', async () => {
		const {http, connection} = vault({'DELETE /v1/old/web': {status: 204}});
		await writeDocument(connection, at, {values: {}, over: 0});
		expect(http.requests.map(({method}) => method)).toEqual(['DELETE']);
	});
});

test('over a deleted version a write names that version', async () => {
	const at = {mount: 'secret', rest: 'web', version: 2} as const;
	const {http, connection} = vault({
		'GET /v1/secret/data/web': {status: 404, json: {data: {data: null, metadata: {version: 4}}}},
		'POST /v1/secret/data/web': {status: 200, json: {data: {version: 5}}},
	});
	const document = await readDocument(connection, at);
	expect(document).toEqual({values: {}, version: 4, deleted: true});
	expect(await writeDocument(connection, at, {values: {A: '1'}, over: document.version})).toBe(5);
	expect(http.requests.at(-1)?.json).toEqual({data: {A: '1'}, options: {cas: 4}});
});

test('every call carries the namespace, and the token as a header alone', async () => {
	const {http, connection} = vault({'GET /v1/secret/data/web': nothing}, 'admin/team');
	await readDocument(connection, {mount: 'secret', rest: 'web', version: 2});

	const [request] = http.requests;
	expect(request?.headers?.['x-vault-namespace']).toBe('admin/team');
	expect(request?.headers?.['x-vault-token']).toBeInstanceOf(Secret);
	expect(JSON.stringify(request)).not.toContain('hvs.canary');
});

describe('what is no answer of a Vault', () => {
	const at = {mount: 'secret', rest: 'web', version: 2} as const;

	test('a redirect is named and not followed', async () => {
		const to = {status: 307, headers: {location: 'https://other.example:8200/v1/secret/data/web'}};
		const {http, connection} = vault({'GET /v1/secret/data/web': to});
		await expect(readDocument(connection, at)).rejects.toMatchObject({
			code: 'secrets/unreachable',
			message: expect.stringContaining('https://other.example:8200'),
		});
		expect(http.requests).toHaveLength(1);
	});

	test.each([200, 404, 502])('a page of HTML with status %i', async status => {
		const {connection} = vault({'GET /v1/secret/data/web': {status, text: '<html>hello</html>'}});
		await expect(readDocument(connection, at)).rejects.toMatchObject({
			code: 'secrets/unreachable',
			message: expect.stringContaining('something else than a Vault'),
		});
	});

	test('a sealed one says how it is opened', async () => {
		const {connection} = vault({'GET /v1/secret/data/web': {status: 503, json: {errors: ['Vault is sealed']}}});
		await expect(readDocument(connection, at)).rejects.toMatchObject({
			code: 'secrets/unreachable',
			hint: expect.stringContaining('vault operator unseal'),
		});
	});
});
