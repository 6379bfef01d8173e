import type {Clock} from '../../core/machine/clock.ts';
import type {Secret} from '../../shared/secret.ts';
import type {VaultTokens} from '../auth/credential-issuer.ts';
import type {RegistryCredentials} from '../auth/registry-credentials.ts';
import type {PlatformLog} from '../http/platform-app.ts';
import type {ReadImage} from '../workloads/runtime-image.ts';
import type {Runtime, RuntimeEvents} from '../runtimes/runtime.ts';

/** Where lines and events go. */
export interface BusEngine {
	readonly servers: readonly string[];
	readonly cliSeed: string;
	readonly prefix: string;
	publish(subject: string, payload: unknown): void;
	close(): Promise<void>;
}

export interface VaultEngine extends VaultTokens {
	fetch(request: Request): Response | Promise<Response>;
	/** Name and value of each secret at a path `secret/…`; none when nothing is there. */
	readSecrets(path: string): Promise<ReadonlyMap<string, Secret>>;
	close(): Promise<void>;
}

export interface RegistryEngine {
	/** An image without HTTP, for the runtime. */
	readonly readImage: ReadImage;
	fetch(request: Request): Response | Promise<Response>;
	close(): Promise<void>;
}

interface Setting {
	readonly dataFolder: string;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly clock: Clock;
	readonly log: PlatformLog;
}

/** The parts behind the control plane, each a choice of its own. */
export interface Engines {
	/** `listenOn` gives a port of its own to a broker that listens here. */
	startBus(
		setting: Setting & {readonly host: string},
		listenOn: <Listener extends {readonly port: number}>(
			listen: (port: number) => Promise<Listener>,
		) => Promise<Listener>,
	): Promise<BusEngine>;
	startVault(setting: Setting): Promise<VaultEngine>;
	startRegistry(setting: Setting & Pick<RegistryCredentials, 'authenticate'>): Promise<RegistryEngine>;
	createRuntime(setting: Setting & {readonly events: RuntimeEvents; readonly registry: RegistryEngine}): Runtime;
}
