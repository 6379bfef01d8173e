import {describe, expect, test} from 'vitest';
import type {NetworkProbes, PeerCertificate} from '../../../../../source/core/machine/network-probes.ts';
import {vaultDev} from '../../../../../source/core/secrets/providers/vault.ts';
import {ladderLayers} from '../../../../../source/shared/health-ladder.ts';
import {Secret} from '../../../../../source/shared/secret.ts';
import {answeringHttp} from '../../../../support/answering-http.ts';

const now = Date.parse('2026-01-01T00:00:00Z');
const day = 86_400_000;
const clock = {now: () => now, monotonic: () => now, sleep: () => Promise.resolve()};

type Answers = Parameters<typeof answeringHttp>[0];
type Overrides = {
	readonly answers?: Answers;
	readonly probes?: Partial<NetworkProbes>;
	readonly env?: Readonly<Record<string, string>>;
	readonly settings?: Readonly<Record<string, string>>;
};

const certificate: PeerCertificate = {
	issuer: 'Acme Root',
	subject: 'vault.acme.test',
	validFrom: now - 100 * day,
	validTo: now + 41 * day,
	fault: null,
	protocol: 'TLSv1.3',
};
const presents = (more: Partial<PeerCertificate>): Partial<NetworkProbes> => ({
	certificate: async () => ({ok: true, found: {...certificate, ...more}}),
});
const soundProbes: NetworkProbes = {
	resolve: async () => ({ok: true, found: ['10.1.4.20']}),
	connect: async () => ({ok: true, found: null}),
	tunnel: async () => ({ok: true, found: 200}),
	certificate: async () => ({ok: true, found: certificate}),
};

const ok = (data: unknown) => ({status: 200, json: {data}});
const denied = {status: 403, json: {errors: ['permission denied']}};
const health = (more: Readonly<Record<string, unknown>> = {}, status = 200) => ({
	status,
	json: {initialized: true, sealed: false, standby: false, version: '1.19.2', server_time_utc: now / 1000, ...more},
});
const soundAnswers: Answers = {
	'GET /v1/sys/health': health(),
	'GET /v1/auth/token/lookup-self': ok({
		ttl: 3000,
		renewable: true,
		policies: ['default', 'web'],
		expire_time: 'later',
	}),
	'GET /v1/sys/internal/ui/mounts/secret/web': ok({path: 'secret/', type: 'kv', options: {version: '2'}}),
	'POST /v1/sys/capabilities-self': ok({'secret/data/web': ['create', 'read', 'update']}),
	'GET /v1/secret/data/web': ok({data: {A: 'value-of-a'}, metadata: {version: 3}}),
	'GET /v1/transit/keys/auth-service': ok({type: 'ed25519'}),
	'POST /v1/transit/sign/auth-service': ok({signature: 'vault:v1:abc=', key_version: 1}),
	'POST /v1/transit/verify/auth-service': ({json}) => ok({valid: JSON.stringify(json).includes('Y3Mtd2l6')}),
};

async function check({answers = {}, probes = {}, env = {}, settings = {}}: Overrides = {}) {
	const http = answeringHttp({...soundAnswers, ...answers});
	const tools = {http, clock, env, probes: {...soundProbes, ...probes}};
	const all = {
		VAULT_ADDR: 'https://vault.acme.test:8200',
		VAULT_TOKEN: new Secret('hvs.canary'),
		VAULT_SECRETS_PATH: 'secret/web',
		...settings,
	};
	const result = await vaultDev.open(all, tools).healthCheck();
	expect(JSON.stringify(result)).not.toMatch(/hvs\.canary|value-of-a/);
	return {result, http};
}

test('a sound vault holds on every layer', async () => {
	const {result} = await check();

	expect(result.status).toBe('healthy');
	expect(result.layers.map(({name, status, detail}) => `${status.padEnd(7)} ${name}: ${detail}`)).toEqual([
		'ok      dns: 10.1.4.20',
		'ok      tcp: port 8200',
		'skipped proxy: none is set for this address',
		'ok      tls: expires in 41 days, issued by Acme Root',
		'ok      service: 1.19.2, unsealed and active',
		'ok      auth: the token is known',
		'ok      token: 50 min left, renewable',
		'ok      store: secret/ is a KV v2 store',
		'ok      permission: read and write secret/data/web',
		'ok      read: 1 secret',
		'ok      sign: auth-service, ed25519, version 1',
		'ok      latency: 1 ms a call',
	]);
});

const refused = {ok: false, code: 'ECONNREFUSED'} as const;
const proxyEnv = {HTTPS_PROXY: 'http://proxy.acme.test:3128'};
const lookup = 'GET /v1/auth/token/lookup-self';
const capabilities = 'POST /v1/sys/capabilities-self';

describe('the layer that is broken is the one that is blamed, and the least change named', () => {
	test.each<readonly [what: string, layer: string, fix: RegExp, overrides: Overrides]>([
		['no such name', 'dns', /spelling/, {probes: {resolve: async () => ({ok: false, code: 'ENOTFOUND'})}}],
		['nobody listens', 'tcp', /port/, {probes: {connect: async () => refused}}],
		[
			'a proxy that is away',
			'proxy',
			/NO_PROXY=vault.acme.test/,
			{env: proxyEnv, probes: {tunnel: async () => refused}},
		],
		[
			'a proxy that refuses',
			'proxy',
			/NO_PROXY/,
			{env: proxyEnv, probes: {tunnel: async () => ({ok: true, found: 407})}},
		],
		['no TLS there', 'tls', /http:\/\//, {probes: {certificate: async () => ({ok: false, code: 'EPROTO'})}}],
		['a private CA', 'tls', /VAULT_CACERT/, {probes: presents({fault: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'})}],
		['a wrong host', 'tls', /name that/, {probes: presents({fault: 'ERR_TLS_CERT_ALTNAME_INVALID'})}],
		['an expired certificate', 'tls', /Renew/, {probes: presents({fault: 'CERT_HAS_EXPIRED', validTo: now - day})}],
		['a clock that is behind', 'tls', /clock/, {probes: presents({fault: 'CERT_NOT_YET_VALID', validFrom: now + day})}],
		['a web page', 'service', /8200/, {answers: {'GET /v1/sys/health': {status: 200, text: '<html>'}}}],
		['other JSON', 'service', /8200/, {answers: {'GET /v1/sys/health': {status: 404, json: {message: 'no'}}}}],
		[
			'a redirect',
			'service',
			/active server/,
			{answers: {'GET /v1/sys/health': {status: 307, headers: {location: 'https://b.test/'}}}},
		],
		['a sealed vault', 'service', /operator unseal/, {answers: {'GET /v1/sys/health': health({sealed: true}, 503)}}],
		[
			'a new vault',
			'service',
			/operator init/,
			{answers: {'GET /v1/sys/health': health({initialized: false, sealed: true}, 501)}},
		],
		['too many calls', 'service', /Wait/, {answers: {'GET /v1/sys/health': {status: 429, json: {errors: []}}}}],
		['a server in trouble', 'service', /log/, {answers: {'GET /v1/sys/health': {status: 500, json: {errors: []}}}}],
		['a gateway', 'service', /gateway/, {answers: {'GET /v1/sys/health': {status: 403, json: {errors: []}}}}],
		['a wrong token', 'auth', /vault login/, {answers: {[lookup]: denied, [capabilities]: denied}}],
		[
			'a store of another kind',
			'store',
			/kv/,
			{answers: {'GET /v1/sys/internal/ui/mounts/secret/web': ok({path: 'secret/', type: 'pki'})}},
		],
		[
			'a policy that denies',
			'permission',
			/path "secret\/data\/web" \{ capabilities = \["create", "read", "update"\] \}/,
			{answers: {[capabilities]: ok({'secret/data/web': ['deny']})}},
		],
		[
			'a read that fails',
			'read',
			/log/,
			{answers: {'GET /v1/secret/data/web': {status: 500, json: {errors: ['oops']}}}},
		],
		[
			'no signing key',
			'sign',
			/vault write transit\/keys\/auth-service type=ed25519/,
			{answers: {'GET /v1/transit/keys/auth-service': {status: 404, json: {errors: []}}}},
		],
		[
			'a key it may not use',
			'sign',
			/path "transit\/sign\/auth-service"/,
			{answers: {'POST /v1/transit/sign/auth-service': denied}},
		],
		[
			'a key that says yes to all',
			'sign',
			/vault read/,
			{answers: {'POST /v1/transit/verify/auth-service': ok({valid: true})}},
		],
	])('%s: %s', async (_, layer, fix, overrides) => {
		const {result} = await check(overrides);
		const at = ladderLayers.findIndex(name => name === layer);

		expect(result.status).toBe('unavailable');
		expect(result.layers.filter(({status}) => status === 'failed').map(({name}) => name)).toEqual([layer]);
		expect(result.layers[at]?.fix).toMatch(fix);
		expect(result.layers[at]?.detail).not.toBe('');
		expect(result.layers.slice(at + 1).map(({status, detail}) => `${status} ${detail}`)).toEqual(
			Array.from({length: ladderLayers.length - at - 1}, () => 'skipped not reached'),
		);
	});
});

describe('what works but not well is said and does not stop', () => {
	test.each<readonly [what: string, layer: string, overrides: Overrides]>([
		['a certificate that ends soon', 'tls', {probes: presents({validTo: now + 2 * day})}],
		['no encryption', 'tls', {settings: {VAULT_ADDR: 'http://vault.acme.test:8200'}}],
		['a standby', 'service', {answers: {'GET /v1/sys/health': health({standby: true}, 429)}}],
		['clocks apart', 'service', {answers: {'GET /v1/sys/health': health({server_time_utc: now / 1000 - 600})}}],
		['a token about to end', 'token', {answers: {[lookup]: ok({ttl: 40, renewable: false, expire_time: 'soon'})}}],
	])('%s: %s', async (_, layer, overrides) => {
		const {result} = await check(overrides);

		expect(result.status).toBe('degraded');
		expect(result.layers.filter(({status}) => status === 'warn').map(({name, fix}) => [name, fix !== ''])).toEqual([
			[layer, true],
		]);
		expect(result.layers.some(({detail}) => detail === 'not reached')).toBe(false);
	});
});

test('a token that may not look itself up is not taken for a wrong one', async () => {
	const {result} = await check({answers: {[lookup]: denied}});

	expect(result.status).toBe('healthy');
	expect(result.layers[ladderLayers.indexOf('auth')]?.detail).toContain('may not look itself up');
});

test('a proxy looks the name up and connects by itself; NO_PROXY goes around it', async () => {
	const through = await check({env: proxyEnv, probes: {resolve: async () => refused, connect: async () => refused}});
	expect(through.result.layers.slice(0, 3).map(({status}) => status)).toEqual(['skipped', 'skipped', 'ok']);

	const around = await check({env: {...proxyEnv, NO_PROXY: 'localhost,.acme.test'}});
	expect(around.result.layers[2]).toMatchObject({status: 'skipped', detail: 'none is set for this address'});
});

test('the health of the server is asked without the token', async () => {
	const {http} = await check();
	const first = http.requests.find(({url}) => url.endsWith('/sys/health'));

	expect(first?.headers?.['x-vault-token']).toBeUndefined();
});

test('without verification no key is looked for', async () => {
	const {result, http} = await check({settings: {VAULT_VERIFY_ENABLED: 'false'}});

	expect(result.status).toBe('healthy');
	expect(http.requests.some(({url}) => url.includes('transit'))).toBe(false);
});

describe('settings that can not be meant', () => {
	test.each([
		['VAULT_ADDR', ''],
		['VAULT_ADDR', 'vault.acme.test:8200'],
		['VAULT_ADDR', 'ftp://vault.acme.test'],
		['VAULT_ADDR', 'https://user:password@vault.acme.test'],
		['VAULT_ADDR', 'https://vault.acme.test/?a=1'],
		['VAULT_TOKEN', ''],
		['VAULT_TOKEN', 'two words'],
		['VAULT_TOKEN', 'new\nline'],
		['VAULT_SECRETS_PATH', 'secret'],
		['VAULT_SECRETS_PATH', 'secret/../sys/mounts'],
		['VAULT_SECRETS_PATH', 'secret/a?b'],
		['VAULT_SECRETS_PATH', 'secret/a%2fb'],
		['VAULT_TRANSIT_KEY', '..'],
	])('%s=%j', (name, value) => {
		const settings = {
			VAULT_ADDR: 'https://vault.acme.test',
			VAULT_TOKEN: 'hvs.canary',
			VAULT_SECRETS_PATH: 'secret/web',
			[name]: value,
		};
		const tools = {http: answeringHttp({}), clock, env: {}, probes: soundProbes};
		expect(() => vaultDev.open(settings, tools)).toThrow(
			expect.objectContaining({code: 'usage/bad-value', facts: {name}}),
		);
	});
});
