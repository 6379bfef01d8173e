/** Any Vault or OpenBao server: KV for the secrets, Transit for signing. */
import type {ProviderSettings} from '../../../shared/tasks.ts';
import {climbLadder} from '../health-ladder/climb-ladder.ts';
import {latencyRung} from '../health-ladder/latency-rung.ts';
import {dnsRung, proxyRung, tcpRung} from '../health-ladder/network-rungs.ts';
import {serverAddress} from '../health-ladder/server-address.ts';
import {tlsRung} from '../health-ladder/tls-rung.ts';
import type {ProviderKind, ProviderTools} from '../provider-kind.ts';
import type {SecretProvider} from '../secret-provider.ts';
import {prepareVault} from '../vault/prepare-vault.ts';
import {signWith, verifyWith} from '../vault/transit.ts';
import {connectVault} from '../vault/vault-connection.ts';
import {vaultRungs} from '../vault/vault-rungs.ts';
import {vaultSecrets} from '../vault/vault-secrets.ts';
import {vaultSettings} from '../vault/vault-settings.ts';

/** A Vault on this machine or of a team, with a token that is at hand. */
export const vaultDev: ProviderKind = {
	id: 'vault_dev',
	title: 'Vault',
	settingNames: ['VAULT_ADDR', 'VAULT_TOKEN', 'VAULT_TRANSIT_KEY', 'VAULT_VERIFY_ENABLED', 'VAULT_SECRETS_PATH'],
	where: settings => `Vault at ${new URL(vaultSettings(settings).address).host}`,
	open: (settings, tools) => openVault('vault_dev', settings, tools),
	prepare: (given, {http, ca, signal}) => {
		const settings = vaultSettings(given);
		return prepareVault(connectVault({http, settings, ca, signal, impatient: true}), settings);
	},
};

function openVault(id: string, given: ProviderSettings, tools: ProviderTools): SecretProvider {
	const {http, clock, probes, env, ca, signal} = tools;
	const settings = vaultSettings(given);
	const connection = connectVault({http, settings, ca, signal});
	const secrets = vaultSecrets(connection, settings.path);
	const key = settings.transitKey;
	return {
		id,
		getSecret: name => secrets.get(name),
		getSecrets: names => secrets.getAll(names),
		listSecrets: ({path} = {}) => secrets.list(path),
		setSecret: (name, value, {ifVersion} = {}) => secrets.set(name, value, ifVersion),
		setSecrets: values => secrets.setAll(values),
		unsetSecret: name => secrets.unset(name),
		async sign(payload, {purpose}) {
			const {signature, keyType, keyVersion} = await signWith(connection, key, payload);
			return {
				signature,
				algorithm: 'vault-transit',
				metadata: {key, key_type: keyType, key_version: String(keyVersion), purpose},
			};
		},
		verify: (payload, signature) => verifyWith(connection, key, {payload, signature}),
		healthCheck(onLayer) {
			const address = serverAddress(settings.address, env);
			const once = connectVault({http, settings, ca, signal, impatient: true});
			const rungs = [
				dnsRung(address, probes),
				tcpRung(address, probes),
				proxyRung(address, probes),
				tlsRung(address, {probes, clock, ca}),
				...vaultRungs({connection: once, settings, clock}),
				latencyRung(once.durations),
			];
			return climbLadder(rungs, {clock, onLayer, signal});
		},
	};
}
