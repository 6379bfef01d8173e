/** A development vault behind a real port, for what speaks to it over HTTP. */
import {createHttpClient} from '../../source/core/machine/http-client.ts';
import {systemClock} from '../../source/core/machine/clock.ts';
import {systemProbes} from '../../source/core/machine/network-probes.ts';
import {noRetries} from '../../source/core/machine/retry.ts';
import type {ProviderTools} from '../../source/core/secrets/provider-kind.ts';
import {listenHttp} from '../../source/platform/serve/listen-http.ts';
import type {ProviderSettings} from '../../source/shared/tasks.ts';
import {Secret} from '../../source/shared/secret.ts';
import {openVault, type OpenVault} from './open-vault.ts';

export interface ServedVault extends OpenVault {
	readonly address: string;
	/** With the root token, unless told otherwise. */
	settings(more?: ProviderSettings): ProviderSettings;
}

/** What a provider works with, without retries: a test's first answer is its last. */
export const providerTools = (): ProviderTools => ({
	http: createHttpClient({clock: systemClock, userAgent: 'cs-wizard/test', env: {}, policy: noRetries}),
	clock: systemClock,
	probes: systemProbes,
	env: {},
});

export async function serveVault(): Promise<ServedVault> {
	const opened = await openVault();
	// A health ladder compares the vault's clock with ours.
	opened.pass(Date.now() - Date.parse('2026-01-01T00:00:00Z'));
	const listener = await listenHttp({
		host: '127.0.0.1',
		port: 0,
		requestTimeoutMs: 5000,
		fetch: request => opened.vault.fetch(request),
	});
	const address = `http://127.0.0.1:${listener.port}`;
	return {
		...opened,
		address,
		settings: more => ({
			VAULT_ADDR: address,
			VAULT_TOKEN: opened.vault.rootToken,
			VAULT_SECRETS_PATH: 'secret/hello-node',
			...more,
		}),
		async close() {
			await listener.close(0);
			await opened.close();
		},
	};
}

export const secrets = (values: Readonly<Record<string, string>>): ReadonlyMap<string, Secret> =>
	new Map(Object.entries(values).map(([name, value]) => [name, new Secret(value)]));
