/** How a provider stands in the list: what it is called, what it writes down, and how it is opened. */
import type {ProviderSettings} from '../../shared/tasks.ts';
import type {Clock} from '../machine/clock.ts';
import type {HttpClient} from '../machine/http-client.ts';
import type {NetworkProbes} from '../machine/network-probes.ts';
import type {SecretProvider} from './secret-provider.ts';

export interface ProviderTools {
	readonly http: HttpClient;
	readonly clock: Clock;
	readonly probes: NetworkProbes;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** PEM of a private CA, when the settings name one. */
	readonly ca?: string | undefined;
	readonly signal?: AbortSignal | undefined;
}

export interface ProviderKind {
	readonly id: string;
	/** `Vault` */
	readonly title: string;
	/** What an env file says of it, in this order. */
	readonly settingNames: readonly string[];
	/** Its address for people: `Vault at vault.example:8200`. @throws `usage/bad-value` */
	where(settings: ProviderSettings): string;
	/** @throws `usage/bad-value` when a setting does not fit */
	open(settings: ProviderSettings, tools: ProviderTools): SecretProvider;
	/** Makes what is missing (a mount, a signing key) and tells what it made; nothing that is there is changed. */
	prepare(settings: ProviderSettings, tools: ProviderTools): Promise<readonly string[]>;
}
