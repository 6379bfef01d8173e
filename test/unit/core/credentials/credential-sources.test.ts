import {expect, test} from 'vitest';
import {
	explainSources,
	findCredential,
	notSignedIn,
	sameOrigin,
} from '../../../../source/core/credentials/credential-sources.ts';
import type {Settings} from '../../../../source/core/credentials/settings.ts';

const stored = (host: string) => ({
	account: `ada@${host}`,
	api_url: `https://${host}`,
	client_id: 'client',
	backend: 'keychain' as const,
	fingerprint: '0123456789abcdef',
});
const settings: Settings = {current: 'ada@one.test', accounts: [stored('one.test'), stored('two.test')]};
const nobody: Settings = {accounts: []};
const key = {CS_API_KEY: 'cnry_key', CS_CLIENT_ID: 'client'};

test.each([
	[{USER_TOKEN: 'cnry_a', CS_TOKEN: 'cnry_b', ...key}, 'USER_TOKEN'],
	[{CS_TOKEN: 'cnry_b', ...key}, 'CS_TOKEN'],
	[key, 'CS_API_KEY'],
	[{CS_API_KEY: 'cnry_key'}, 'stored'],
	[{CS_CLIENT_ID: 'client'}, 'stored'],
	[{USER_TOKEN: '', CS_TOKEN: '', CS_API_KEY: '', CS_CLIENT_ID: ''}, 'stored'],
	[{}, 'stored'],
])('%o: %s is used', (env, source) => {
	expect(findCredential(env, settings, undefined)?.source).toBe(source);
});

test('without any there is none', () => {
	expect(findCredential({}, nobody, undefined)).toBeNull();
});

test('a host picks its own account, and no other', () => {
	expect(findCredential({}, settings, 'https://two.test/')?.stored?.account).toBe('ada@two.test');
	expect(findCredential({}, settings, undefined)?.stored?.account).toBe('ada@one.test');
	expect(findCredential({}, settings, 'https://three.test')).toBeNull();
	expect(findCredential({}, settings, 'http://two.test')).toBeNull();
	expect(findCredential({}, settings, 'no address')).toBeNull();
});

test('an account that the settings call current and that is not there is nobody', () => {
	expect(findCredential({}, {...settings, current: 'gone@one.test'}, undefined)).toBeNull();
});

test('origins are compared, not texts', () => {
	expect(sameOrigin('https://one.test', 'https://ONE.test:443/api')).toBe(true);
	expect(sameOrigin('https://one.test', 'https://one.test.evil')).toBe(false);
	expect(sameOrigin('', '')).toBe(false);
});

test('every place is explained: used, shadowed, absent, and no value is shown', () => {
	const states = explainSources({CS_TOKEN: 'cnry_b', ...key}, settings, undefined);

	expect(states.map(({source, state}) => `${source} ${state}`)).toEqual([
		'USER_TOKEN absent',
		'CS_TOKEN used',
		'CS_API_KEY shadowed',
		'stored shadowed',
	]);
	expect(JSON.stringify(states)).not.toContain('cnry_');
});

test('half a key is broken, and says which half is needed', () => {
	const [, , half] = explainSources({CS_API_KEY: 'cnry_key'}, nobody, undefined);

	expect(half).toMatchObject({
		source: 'CS_API_KEY',
		state: 'broken',
		detail: expect.stringContaining('both are needed'),
	});
});

test.each(['https://u:cnry_pw@', 'nonsense', ''])('words about the address %j are words, not a crash', address => {
	expect(notSignedIn(address).message).toContain('not a URL');
	expect(JSON.stringify([notSignedIn(address), explainSources({}, nobody, address)])).not.toContain('cnry_pw');
});
