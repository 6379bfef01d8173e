/** Every command: how it goes well, and how it fails. The order matters: later rows find what earlier ones made. */
import {expect} from 'vitest';
import * as results from './command-results.ts';
import {fresh, keyed, type Row, rowsOf} from './command-row.ts';
import type {World} from './command-world.ts';

const words =
	(line: string): Row['words'] =>
	() =>
		line.split(' ').filter(Boolean);
const inApp = ({app}: World) => app;

const credentials: readonly Row[] = [
	...rowsOf('login', [
		{
			when: 'the key comes on standard input',
			words: ({url, clientId}) =>
				`login --api-url ${url} --client-id ${clientId} --api-key-stdin --credential-store=file`.split(' '),
			stdin: ({apiKey}) => `${apiKey}\n`,
			exit: 0,
			result: results.accountResult,
			has: ({url}) => ({api_url: url, credential_store: expect.objectContaining({backend: 'file', durable: true})}),
		},
		{
			when: 'the server refuses the key',
			words: words('login --credential-store file'),
			env: world => ({...keyed('refused')(world), CS_API_KEY: 'csk_000000000000_wrong'}),
			exit: 4,
			error: 'auth/refused',
		},
		{
			when: 'nothing listens there',
			words: words('login --credential-store file --api-url http://127.0.0.1:1'),
			env: keyed('unreachable'),
			exit: 10,
			error: 'api/unreachable',
		},
		{
			when: 'the address is not encrypted',
			words: words('login --credential-store file --api-url http://platform.example'),
			env: keyed('insecure'),
			exit: 2,
			error: 'api/insecure',
		},
		{when: 'nobody says where', words: words('login'), env: fresh('nowhere'), exit: 5, error: 'answers/missing'},
		{
			when: 'only the place is said',
			words: words('login --where other'),
			env: fresh('nowhere'),
			exit: 5,
			error: 'answers/missing',
			has: () => ({
				error: {
					facts: {
						missing: [
							{key: 'sign_in.api_url', flag: '--api-url', env: 'CS_API_URL'},
							{key: 'sign_in.client_id', flag: '--client-id', env: 'CS_CLIENT_ID'},
							{key: 'sign_in.api_key', flag: '--api-key', env: 'CS_API_KEY'},
						],
					},
				},
			}),
		},
		{
			when: 'there is no keychain and nobody chose another store',
			words: words('login'),
			env: keyed('no-keychain'),
			exit: 12,
			error: 'credentials/store-unavailable',
		},
		{
			when: 'nothing is to be kept',
			words: words('login --credential-store env'),
			env: keyed('env-store'),
			exit: 0,
			result: results.accountResult,
			has: () => ({credential_store: expect.objectContaining({backend: 'env', durable: false})}),
		},
		{
			when: 'an encrypted file keeps it',
			words: words('login --credential-store encrypted-file'),
			env: world => ({...keyed('encrypted')(world), CS_PASSPHRASE: 'correct horse'}),
			exit: 0,
			result: results.accountResult,
			has: () => ({credential_store: expect.objectContaining({backend: 'encrypted-file'})}),
		},
		{
			when: 'the passphrase is short',
			words: words('login --credential-store encrypted-file'),
			env: world => ({...keyed('short')(world), CS_PASSPHRASE: 'short'}),
			exit: 2,
			error: 'answers/bad-value',
		},
		{
			when: 'there is no such store',
			words: words('login --credential-store drawer'),
			env: keyed('drawer'),
			exit: 2,
			error: 'answers/bad-value',
		},
		{
			when: 'the environment would print credentials',
			words: words('login'),
			env: world => ({...keyed('leaky')(world), NODE_DEBUG: 'http'}),
			exit: 12,
			error: 'auth/unsafe-environment',
		},
	]),
	...rowsOf('whoami', [
		{when: 'somebody is signed in', words: words('whoami'), exit: 0, result: results.accountResult},
		{when: 'the server is asked', words: words('whoami --verify'), exit: 0, result: results.accountResult},
		{when: 'nobody is', words: words('whoami'), env: fresh('nobody'), exit: 4, error: 'auth/not-signed-in'},
		{
			when: 'nobody is at that address',
			words: words('whoami --api-url http://127.0.0.1:1'),
			exit: 4,
			error: 'auth/not-signed-in',
		},
		{
			when: 'the key of the environment is wrong',
			words: words('whoami --verify'),
			env: world => ({...keyed('wrong')(world), CS_API_KEY: 'csk_000000000000_wrong'}),
			exit: 4,
			error: 'auth/refused',
		},
		{when: 'a word is too many', words: words('whoami now'), exit: 2, error: 'usage/unknown-flag'},
	]),
	...rowsOf('auth status', [
		{when: 'somebody is signed in', words: words('auth status'), exit: 0, result: results.authResult},
		{when: 'nobody is', words: words('auth status'), env: fresh('nobody'), exit: 0, result: results.authResult},
	]),
	...rowsOf('auth why', [
		{when: 'somebody is signed in', words: words('auth why'), exit: 0, result: results.authResult},
		{
			when: 'the environment shadows what is kept',
			words: words('auth why'),
			env: ({url, apiKey, clientId}) => ({CS_API_URL: url, CS_API_KEY: apiKey, CS_CLIENT_ID: clientId}),
			exit: 0,
			result: results.authResult,
			has: () => ({
				sources: expect.arrayContaining([
					expect.objectContaining({source: 'CS_API_KEY', state: 'used'}),
					expect.objectContaining({source: 'stored', state: 'shadowed'}),
				]),
			}),
		},
		{
			when: 'the address is none',
			words: words('auth why'),
			env: () => ({CS_API_URL: 'nonsense'}),
			exit: 0,
			result: results.authResult,
		},
	]),
	...rowsOf('auth repair', [
		{
			when: 'nothing is damaged',
			words: words('auth repair'),
			exit: 0,
			result: results.repairResult,
			has: () => ({repaired: []}),
		},
	]),
	...rowsOf('logout', [
		{
			when: 'somebody is signed in',
			words: words('logout'),
			env: world => ({CS_HOME: world.path('encrypted'), CS_PASSPHRASE: 'correct horse'}),
			exit: 0,
			result: results.logoutResult,
			has: () => ({logged_out: true, revoked: true}),
		},
		{
			when: 'it is done again',
			words: words('logout'),
			env: fresh('encrypted'),
			exit: 0,
			result: results.logoutResult,
			has: () => ({logged_out: false}),
		},
	]),
];

const services: readonly Row[] = [
	...rowsOf('services list', [
		{
			when: 'there are none',
			words: words('services list'),
			exit: 0,
			result: results.servicesResult,
			has: () => ({services: []}),
		},
		{
			when: 'nobody is signed in',
			words: words('services list'),
			env: fresh('nobody'),
			exit: 5,
			error: 'answers/missing',
		},
		{
			when: 'the platform is away',
			words: words('services list'),
			env: world => ({...keyed('away')(world), CS_API_URL: 'http://127.0.0.1:1'}),
			exit: 10,
			error: 'api/unreachable',
		},
	]),
	...rowsOf('services create', [
		{
			when: 'the name is free',
			words: words('services create shop'),
			exit: 0,
			result: results.serviceResult,
			has: () => ({name: 'shop'}),
		},
		{when: 'the name is taken', words: words('services create shop'), exit: 11, error: 'service/exists'},
		{when: 'the name does not fit', words: () => ['services', 'create', 'My Shop'], exit: 2, error: 'usage/bad-value'},
		{when: 'no name is given', words: words('services create'), exit: 2, error: 'usage/bad-value'},
	]),
	...rowsOf('link', [
		{
			when: 'the service is new',
			words: words('link --service new --name hello-node'),
			cwd: inApp,
			exit: 0,
			result: results.linkResult,
		},
		{
			when: 'it is there',
			words: words('link --service shop'),
			cwd: ({path}) => path('empty'),
			exit: 0,
			result: results.linkResult,
		},
		{when: 'nobody is signed in', words: words('link'), env: fresh('nobody'), exit: 5, error: 'answers/missing'},
	]),
	...rowsOf('unlink', [
		{
			when: 'the folder is linked',
			words: words('unlink'),
			cwd: ({path}) => path('empty'),
			exit: 0,
			result: results.linkResult,
		},
		{
			when: 'it is not',
			words: words('unlink'),
			cwd: ({path}) => path('empty'),
			exit: 0,
			result: results.linkResult,
			has: () => ({service: null}),
		},
	]),
];

export const commandTable: readonly Row[] = [...credentials, ...services];
