/** Puts the control plane together over its store. */
import type {Clock} from '../../core/machine/clock.ts';
import type {Secret} from '../../shared/secret.ts';
import {createAudit} from '../auth/audit.ts';
import {createCredentialIssuer} from '../auth/credential-issuer.ts';
import {createExchange} from '../auth/exchange.ts';
import {openKeyringDatabase} from '../auth/keyring.ts';
import {createRegistryCredentials, type RegistryCredentials} from '../auth/registry-credentials.ts';
import {createSessions} from '../auth/sessions.ts';
import {createAnnouncer} from '../deployments/announcer.ts';
import {createEnvironments} from '../deployments/environments.ts';
import {createOnlyOnce} from '../deployments/idempotency.ts';
import {createDeploymentRunner} from '../deployments/runner.ts';
import {loggable} from '../http/loggable.ts';
import type {PlatformLog} from '../http/platform-app.ts';
import {createLogBook} from '../logs/log-book.ts';
import type {PlatformParts} from '../parts.ts';
import type {Runtime, RuntimeEvents} from '../runtimes/runtime.ts';
import {moveFromTakenPort} from '../services/service-store.ts';
import type {BusEngine, RegistryEngine, VaultEngine} from './engines.ts';

interface Needs {
	readonly dataFolder: string;
	readonly version: string;
	readonly clock: Clock;
	readonly log: PlatformLog;
	readonly bus: BusEngine;
	readonly vault: VaultEngine;
	readonly vaultAddress: string;
	readonly choosePort: PlatformParts['choosePort'];
	readonly isPortFree: (port: number) => Promise<boolean>;
	readonly startRegistry: (
		authenticate: RegistryCredentials['authenticate'],
	) => Promise<{readonly registry: RegistryEngine; readonly address: string}>;
	readonly createRuntime: (events: RuntimeEvents, registry: RegistryEngine) => Runtime;
}

interface BuiltParts {
	readonly parts: PlatformParts;
	/** Of a data folder that had none: shown once. */
	readonly firstKey: Secret | null;
	readonly clientId: string;
	/** Ends open streams, running deployments and all apps. */
	stop(): Promise<void>;
	/** Lets go of the store, when nothing is left to be said. */
	close(): Promise<void>;
}

export async function buildParts(needs: Needs): Promise<BuiltParts> {
	const {dataFolder, version, clock, log, bus, vault, vaultAddress} = needs;
	const {choosePort, isPortFree, startRegistry, createRuntime} = needs;
	const {db, keys, keyring} = await openKeyringDatabase(dataFolder, {clock});
	const firstKey = (await keyring.list()).length === 0 ? await keyring.create() : null;
	const [oldest] = await keyring.list();

	const registryCredentials = createRegistryCredentials({db, keys, clock});
	const {registry, address} = await startRegistry((user, password) => registryCredentials.authenticate(user, password));
	const sessions = createSessions({db, keys, clock});
	const audit = createAudit({db, keys, clock});
	const logBook = createLogBook({
		db,
		clock,
		onTrouble: error => log({level: 'error', event: 'lines-lost', ...loggable(error)}),
	});
	const announcer = createAnnouncer({logBook, bus, clock});
	const {runner, runtime} = createDeploymentRunner({
		db,
		clock,
		announcer,
		log,
		preparePort: serviceId => moveFromTakenPort(db, serviceId, {isPortFree, choosePort}),
		environmentOf: createEnvironments(vault),
		makeRuntime: events => createRuntime(events, registry),
	});
	const stop = new AbortController();
	const credentials = createCredentialIssuer({
		db,
		sessions,
		registryCredentials,
		vault,
		vaultAddress,
		registry: address,
		bus,
	});
	return {
		parts: {
			version,
			clock,
			log,
			db,
			audit,
			exchange: createExchange({db, keys, clock, sessions, audit}),
			sessions,
			credentials,
			onlyOnce: createOnlyOnce({db, clock}),
			runner,
			runtime,
			announcer,
			logBook,
			registry: address,
			choosePort,
			stopping: stop.signal,
		},
		firstKey: firstKey?.apiKey ?? null,
		clientId: oldest?.client_id ?? '',
		async stop() {
			stop.abort();
			await runner.close();
			await runtime.stopEverything();
		},
		async close() {
			await logBook.close();
			await db.destroy();
		},
	};
}
