/** The platform of one machine: four listeners over one data folder, started and stopped as one. */
import {join, resolve} from 'node:path';
import {type Clock, systemClock} from '../../core/machine/clock.ts';
import {makePrivateFolder, writePrivateText} from '../../core/machine/private-files.ts';
import {platformInfoFile} from '../../core/api/platform-info.ts';
import {makeFolder, removePath} from '../../core/machine/files.ts';
import {ownIdentity} from '../../core/machine/process-identity.ts';
import {findFreePort, isPortFree} from '../../core/machine/local-ports.ts';
import type {Secret} from '../../shared/secret.ts';
import {createControlPlane} from '../create-control-plane.ts';
import {loggable} from '../http/loggable.ts';
import {buildParts} from './build-parts.ts';
import type {Engines} from './engines.ts';
import {createGate} from './gate.ts';
import {takeInstanceLock} from './instance-lock.ts';
import {readKeptPorts} from './kept-ports.ts';
import {type HttpListener, listenHttp} from './listen-http.ts';
import {openLogFile} from './log-file.ts';
import {refuseExposure} from './refuse-exposure.ts';
import {createTeardown, type Teardown} from './teardown.ts';

export interface ServeOptions {
	readonly dataFolder: string;
	/** A loopback address: 127.0.0.1 unless told. */
	readonly host?: string;
	/** Of the control plane; 0 takes a free one. Without it, the one of the last start, or 4300 or the next free one. */
	readonly port?: number;
	readonly version: string;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly clock?: Clock;
	/** The embedded ones unless told; `NATS_SERVERS` makes a real server of the broker. */
	readonly engines?: Engines;
}

export interface ServedInfo {
	readonly url: string;
	readonly nats_url: string;
	readonly registry: string;
	readonly vault_addr: string;
	/** Only at the first start on a data folder. */
	readonly api_key: Secret | null;
	readonly client_id: string;
	readonly data_dir: string;
	readonly pid: number;
}

export interface ServedPlatform {
	readonly info: ServedInfo;
	/** Ends the listeners and all apps, within about 10 s; a second call waits for the first. */
	close(): Promise<void>;
}

/** A request whose body dribbles in is cut off, within 5 s with the time between two looks. */
const slowestRequestMs = 4000;
/** Requests that run get this long at a stop. */
const graceMs = 5000;

/**
 * Starts everything and comes back once it answers.
 * @throws `platform/already-running`, `platform/exposed`, `machine/port-taken`, `platform/start-failed`, `machine/file`
 */
export async function servePlatform(options: ServeOptions): Promise<ServedPlatform> {
	const {host = '127.0.0.1', clock = systemClock} = options;
	const dataFolder = resolve(options.dataFolder);
	refuseExposure(host);
	const engines = options.engines ?? (await import('./embedded-engines.ts')).embeddedEngines;
	await makePrivateFolder(dataFolder);
	const teardown = createTeardown();
	try {
		return await start({...options, dataFolder, host, clock, engines}, teardown);
	} catch (error) {
		await teardown.run(() => undefined);
		throw error;
	}
}

type Settled = ServeOptions & Required<Pick<ServeOptions, 'host' | 'clock' | 'engines'>>;

async function start(options: Settled, teardown: Teardown): Promise<ServedPlatform> {
	const {dataFolder, host, version, env, clock, engines} = options;
	const lock = await takeInstanceLock(dataFolder, clock);
	teardown.add(() => lock.release());
	await makeFolder(join(dataFolder, 'logs'), 0o700);
	const logFile = openLogFile(join(dataFolder, 'logs', 'platform.log'), {clock});
	teardown.add(() => logFile.close());
	const {log} = logFile;
	const ports = await readKeptPorts(join(dataFolder, 'ports.json'));
	const setting = {dataFolder, env, clock, log};
	const address = (port: number) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);
	const listening = async (listener: Promise<HttpListener>) => {
		const opened = await listener;
		teardown.addFirst(() => opened.close(graceMs));
		return address(opened.port);
	};

	// The port comes first: a start that does not get it must not have touched an app.
	const gate = createGate();
	const listen = (port: number) => listenHttp({host, port, fetch: gate.fetch, requestTimeoutMs: slowestRequestMs});
	const {port} = options;
	const control = await listening(
		port === undefined ? ports.listenOn('control', listen) : ports.listenAt('control', port, listen),
	);
	teardown.addFirst(() => gate.shut());

	const bus = await engines.startBus({...setting, host}, listenOn => ports.listenOn('broker', listenOn));
	teardown.add(() => bus.close());
	const vault = await engines.startVault(setting);
	teardown.add(() => vault.close());
	const vaultAt = await listening(
		ports.listenOn('vault', port =>
			listenHttp({host, port, fetch: request => vault.fetch(request), requestTimeoutMs: 30_000}),
		),
	);
	const built = await buildParts({
		...setting,
		version,
		bus,
		vault,
		vaultAddress: `http://${vaultAt}`,
		choosePort: findFreePort,
		isPortFree,
		startRegistry: async authenticate => {
			const registry = await engines.startRegistry({...setting, authenticate});
			teardown.add(() => registry.close());
			const listenOn = (port: number) =>
				// Uploads are as slow as the line: only silence ends them.
				listenHttp({host, port, fetch: request => registry.fetch(request), requestTimeoutMs: 0});
			return {registry, address: await listening(ports.listenOn('registry', listenOn))};
		},
		createRuntime: (events, registry) => engines.createRuntime({...setting, events, registry}),
	});
	teardown.add(() => built.close());
	teardown.addFirst(() => built.stop());
	await built.parts.runner.recover();
	gate.open(createControlPlane(built.parts));

	const {pid, startTime} = ownIdentity();
	const where = {
		url: `http://${control}`,
		nats_url: bus.servers[0] ?? '',
		registry: built.parts.registry,
		vault_addr: `http://${vaultAt}`,
		client_id: built.clientId,
		pid,
	};
	const file = platformInfoFile(dataFolder);
	await writePrivateText(file, `${JSON.stringify({...where, start_time: startTime, version}, null, '\t')}\n`);
	teardown.addFirst(() => removePath(file));
	log({level: 'info', event: 'started', url: where.url, pid});
	return {
		info: {...where, api_key: built.firstKey, data_dir: dataFolder},
		close: () => teardown.run(error => log({level: 'error', event: 'stop-trouble', ...loggable(error)})),
	};
}
