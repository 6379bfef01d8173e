/** The platform of this machine as the command line sees it: start it here or beside us, find it, stop it, make keys. */
import {join, resolve} from 'node:path';
import {readPlatformInfo} from '../../core/api/platform-info.ts';
import type {Clock} from '../../core/machine/clock.ts';
import {kindOf} from '../../core/machine/files.ts';
import {makePrivateFolder} from '../../core/machine/private-files.ts';
import {isAlive} from '../../core/machine/process-identity.ts';
import {childEnvironment} from '../../core/machine/processes.ts';
import {endProcess, startProgram} from '../../core/machine/program.ts';
import {type ErrorCode, isErrorCode} from '../../shared/error-catalog.ts';
import {isErrorWithCode, WizardError} from '../../shared/errors.ts';
import {isRecord, jsonOf, textAt} from '../../shared/narrow.ts';
import {Secret} from '../../shared/secret.ts';

interface Options {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly version: string;
	readonly dataFolder: string;
	readonly clock: Clock;
}

interface Start {
	readonly host?: string;
	readonly port?: number;
	readonly dataFolder?: string;
}

/** What the platform reads of the environment; nothing else of ours reaches it. */
const passedOn = [
	'CS_HOME',
	'CS_VAULT_DEV_ROOT_TOKEN',
	'NATS_SERVERS',
	'NATS_CLIENT_PRIVATE_KEY',
	'NATS_CLI_NKEY_SEED',
	'NATS_STREAM_PREFIX',
];

export function createLocalPlatform({env, version, dataFolder: ownFolder, clock}: Options) {
	/** Seen from the folder the shell stands in: a child stands elsewhere. */
	const folderOf = (named = ownFolder) => resolve(named);
	const info = (named?: string) => readPlatformInfo(folderOf(named));

	async function serve({dataFolder, ...where}: Start) {
		const folder = folderOf(dataFolder);
		const {servePlatform} = await import('./serve-platform.ts');
		const served = await servePlatform({...where, dataFolder: folder, version, env, clock});
		const running = await info(folder);
		if (running === null) throw startFailed(folder, 'it left no trace of itself');
		return {info: running, apiKey: served.info.api_key, stop: () => served.close()};
	}

	async function startDetached(start: Start = {}) {
		const folder = folderOf(start.dataFolder);
		const running = await info(folder);
		if (running !== null) return {info: running, apiKey: null, started: false};
		await makePrivateFolder(join(folder, 'logs'));
		const more = Object.fromEntries(passedOn.flatMap(name => (env[name] === undefined ? [] : [[name, env[name]]])));
		if (more['CS_HOME']) more['CS_HOME'] = resolve(more['CS_HOME']);
		const line = await startProgram({
			args: [
				'platform',
				'start',
				'--json',
				'--data-dir',
				folder,
				...(start.port === undefined ? [] : ['--port', String(start.port)]),
				...(start.host === undefined ? [] : ['--host', start.host]),
			],
			env: childEnvironment(env, more),
			cwd: folder,
			errorFile: join(folder, 'logs', 'start.log'),
		});
		const told = line === null ? null : jsonOf(line);
		const now = await info(folder);
		if (now !== null) {
			const key = textAt(told, 'api_key');
			return {
				info: now,
				apiKey: key === undefined ? null : new Secret(key),
				started: textAt(told, 'url') !== undefined,
			};
		}
		throw told === null ? startFailed(folder, 'it ended without a word') : toldError(told, folder);
	}

	return {
		info,
		serve,
		/** Two at once: the second finds the first. */
		async startDetached(start: Start = {}) {
			try {
				return await startDetached(start);
			} catch (error) {
				if (!isErrorWithCode(error, 'platform/already-running')) throw error;
				await clock.sleep(300);
				return startDetached(start);
			}
		},

		async stop(folder?: string): Promise<boolean> {
			const running = await info(folder);
			if (running === null) return false;
			const identity = {pid: running.pid, startTime: running.start_time};
			if (await endProcess(running.pid, () => !isAlive(identity))) return true;
			throw new WizardError('platform/start-failed', {
				message: `The platform (process ${running.pid}) does not end.`,
				hint: 'It had 15 s. End it by force; the next start puts things right.',
				next: [{command: `kill -9 ${running.pid}`, when: 'to end it by force'}],
				facts: {pid: running.pid},
			});
		},

		async keys(named?: string) {
			const folder = folderOf(named);
			const {openKeyring} = await import('../auth/keyring.ts');
			/** Opened for one call: the database belongs to the platform. */
			const within = async <T>(work: (keyring: Awaited<ReturnType<typeof openKeyring>>) => Promise<T>): Promise<T> => {
				const keyring = await openKeyring(folder, {clock});
				try {
					return await work(keyring);
				} finally {
					await keyring.close();
				}
			};
			/** Looking must not make a data folder. */
			const isThere = async () => (await kindOf(join(folder, 'platform.db'))) === 'file';
			return {
				list: async () => ((await isThere()) ? within(keyring => keyring.list()) : []),
				create: async () => {
					const {id, apiKey, clientId} = await within(keyring => keyring.create());
					return {id, api_key: apiKey, client_id: clientId};
				},
				revoke: async (id: string) => {
					if (!(await isThere())) return false;
					return within(async keyring => {
						try {
							await keyring.revoke(id);
							return true;
						} catch (error) {
							if (isErrorWithCode(error, 'api/not-found')) return false;
							throw error;
						}
					});
				},
			};
		},
	};
}

function toldError(told: unknown, folder: string): WizardError {
	const error = isRecord(told) ? told['error'] : undefined;
	const code = textAt(error, 'code') ?? '';
	const known: ErrorCode = isErrorCode(code) ? code : 'platform/start-failed';
	return new WizardError(known, {
		message: textAt(error, 'message') ?? 'The platform of this machine did not start.',
		hint: textAt(error, 'hint') ?? 'Start it in the foreground to see why.',
		next: [{command: 'cs-wizard platform start', when: 'to see what happens'}],
		facts: {data_dir: folder},
	});
}

function startFailed(folder: string, reason: string): WizardError {
	return new WizardError('platform/start-failed', {
		message: `The platform of this machine did not start: ${reason}.`,
		hint: 'Start it in the foreground to see why.',
		next: [
			{command: 'cs-wizard platform start', when: 'to see what happens'},
			{command: `cat ${join(folder, 'logs', 'start.log')}`, when: 'to read what it said'},
		],
		facts: {data_dir: folder},
	});
}
