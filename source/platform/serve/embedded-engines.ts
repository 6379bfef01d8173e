import {join} from 'node:path';
import {WizardError} from '../../shared/errors.ts';
import {Secret} from '../../shared/secret.ts';
import {loggable} from '../http/loggable.ts';
import {createRegistryApp} from '../images/registry-app.ts';
import {connectRealBus, startEmbeddedBus} from '../messages/message-bus.ts';
import {createProcessRuntime} from '../runtimes/process-runtime.ts';
import {createVault} from '../vault/create-vault.ts';
import type {Engines} from './engines.ts';

/** All on this machine, with nothing installed; `NATS_SERVERS` names a real message server instead. */
export const embeddedEngines: Engines = {
	startBus({dataFolder, host, env, clock, log}, listenOn) {
		const prefix = env['NATS_STREAM_PREFIX'] ?? 'cs';
		const servers = (env['NATS_SERVERS'] ?? '')
			.split(',')
			.map(server => server.trim())
			.filter(server => server !== '');
		if (servers.length > 0) {
			return connectRealBus({
				servers: servers.map(server => (server.includes('://') ? server : `nats://${server}`)),
				seed: seedFrom(env, 'NATS_CLIENT_PRIVATE_KEY'),
				cliSeed: seedFrom(env, 'NATS_CLI_NKEY_SEED'),
				prefix,
				onClosed: reason => {
					if (reason !== null) log({level: 'error', event: 'messages-ended', ...loggable(reason)});
				},
			});
		}
		const keysFile = join(dataFolder, 'broker-keys.json');
		return listenOn(async port => {
			const bus = await startEmbeddedBus({host, port, prefix, keysFile, clock});
			return {...bus, port: Number(new URL(bus.servers[0] ?? '').port)};
		});
	},
	startVault({dataFolder, env, clock}) {
		const rootToken = env['CS_VAULT_DEV_ROOT_TOKEN'] ?? '';
		return createVault({
			databaseFile: join(dataFolder, 'vault.db'),
			keyFile: join(dataFolder, 'vault-key.json'),
			clock,
			...(rootToken === '' ? {} : {rootToken: new Secret(rootToken)}),
		});
	},
	startRegistry: ({dataFolder, clock, log, authenticate}) =>
		Promise.resolve(
			createRegistryApp({
				folder: join(dataFolder, 'images'),
				authenticate,
				clock,
				log: (what, error) => log({level: 'error', event: 'registry-trouble', what, ...loggable(error)}),
			}),
		),
	createRuntime: ({dataFolder, env, clock, events, registry}) =>
		createProcessRuntime({
			folder: join(dataFolder, 'apps'),
			events,
			clock,
			readImage: reference => registry.readImage(reference),
			env,
		}),
};

function seedFrom(env: Readonly<Record<string, string | undefined>>, name: string): Secret {
	const seed = env[name] ?? '';
	if (/^SU[A-Z2-7]{56}$/.test(seed)) return new Secret(seed);
	throw new WizardError('usage/bad-value', {
		message: `${name} holds no NATS user seed, and NATS_SERVERS names a real server.`,
		hint: `Set ${name} to the seed (SU…) of a user of that server.`,
		facts: {name},
	});
}
