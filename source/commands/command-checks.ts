import {detectStack} from '../core/build/detect-stack.ts';
import {storedFor} from '../core/credentials/credential-sources.ts';
import type {Check} from '../core/doctor/run-checks.ts';
import {findOnPath} from '../core/machine/processes.ts';
import {freeBytes} from '../core/machine/disk.ts';
import {isErrorWithCode, toWizardError} from '../shared/errors.ts';
import {sizeText} from '../shared/units.ts';
import {openProjectOf} from './command-project.ts';
import {hasEnvironmentCredential} from './command-session.ts';
import type {Services} from './command-services.ts';

const ok = (detail: string) => ({status: 'ok' as const, detail, fix: ''});

/** What must hold for a deploy from here, from the nearest thing to the farthest. */
export function doctorChecks(services: Services): readonly Check[] {
	const {context, home, store, localPlatform, credentials, clock} = services;
	const account = async () => storedFor(await (await credentials()).settings(), context.env['CS_API_URL']);
	return [
		{name: 'node', run: async () => ok(`Node.js ${process.versions.node}`)},
		{
			name: 'disk',
			run: async () => {
				const free = await freeBytes(home.root);
				return free > 500_000_000
					? ok(`${sizeText(free)} free`)
					: {status: 'warn', detail: `only ${sizeText(free)} free`, fix: 'Images and logs need room: free some space.'};
			},
		},
		{
			name: 'environment',
			run: async () => {
				const unsafe = ['NODE_TLS_REJECT_UNAUTHORIZED'].filter(name => context.env[name] === '0');
				return unsafe.length === 0
					? ok('nothing in it weakens credentials')
					: {
							status: 'error',
							detail: `${unsafe.join(', ')} turns certificate checks off`,
							fix: `unset ${unsafe.join(' ')}`,
						};
			},
		},
		{
			name: 'keychain',
			run: async () => {
				const keychain = await store('keychain');
				const problem = await keychain.probe().then(() => null, toWizardError);
				if (problem === null) return ok(keychain.location);
				const needed = (await (await credentials()).settings()).credential_store === 'keychain';
				return {status: needed ? 'error' : 'warn', detail: problem.message, fix: problem.hint};
			},
		},
		{
			name: 'credentials',
			run: async () => {
				if (hasEnvironmentCredential(context.env)) return ok('from the environment');
				const stored = await account();
				return stored === null
					? {status: 'warn', detail: 'nobody is signed in', fix: 'cs-wizard login'}
					: ok(`${stored.account} in ${stored.backend}`);
			},
		},
		{
			name: 'platform of this machine',
			run: async () => {
				const info = await localPlatform.info();
				return info === null
					? {status: 'skipped', detail: 'not running', fix: ''}
					: ok(`${info.url}, process ${info.pid}`);
			},
		},
		{
			name: 'api',
			run: async () => {
				const url = context.env['CS_API_URL'] ?? (await account())?.api_url;
				if (url === undefined) return {status: 'skipped', detail: 'no platform is known', fix: ''};
				const started = clock.monotonic();
				const reply = await (await services.http()).request({
					method: 'GET',
					url: `${url.replace(/\/+$/, '')}/api/health`,
					retry: 'never',
					timeoutMs: 5000,
				});
				return reply.status === 200
					? ok(`${url} answers in ${Math.round(clock.monotonic() - started)} ms`)
					: {
							status: 'error',
							detail: `${url} answers ${reply.status}`,
							fix: 'Check the address, and that it is the right platform.',
						};
			},
		},
		{
			name: 'session',
			run: async () => {
				const stored = await account();
				if (stored === null && !hasEnvironmentCredential(context.env))
					return {status: 'skipped', detail: 'nobody is signed in', fix: ''};
				const {account: who} = await (await credentials()).session(stored?.api_url ?? context.env['CS_API_URL']);
				return ok(`${who.user.email}, renewed by itself until ${who.expires_at}`);
			},
		},
		{
			name: 'folder',
			run: async () => {
				const project = await openProjectOf(services);
				const stack = await detectStack(project.folder).catch((error: unknown) => {
					if (isErrorWithCode(error, 'internal/bug')) throw error;
					return null;
				});
				if (stack === null) return {status: 'skipped', detail: 'no app here', fix: ''};
				return ok(
					`${stack.title} (${stack.evidence.join(', ')})${project.link === null ? ', not linked yet' : `, linked to ${project.link.service_name}`}`,
				);
			},
		},
		{
			name: 'git',
			run: async () =>
				(await findOnPath('git', context.env)) === null
					? {
							status: 'warn',
							detail: 'git is not on PATH',
							fix: 'Without it nothing tells whether an env file is tracked.',
						}
					: ok('on PATH'),
		},
	];
}
