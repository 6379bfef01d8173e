import {vaultDev} from '../../source/core/secrets/providers/vault.ts';
import {memorySecrets} from '../support/memory-secrets.ts';
import {providerTools, serveVault} from '../support/serve-vault.ts';
import {secretProviderContract} from './secret-provider.ts';

secretProviderContract({
	name: 'memory',
	make: async () => {
		const provider = memorySecrets();
		return {provider, other: provider, close: async () => undefined};
	},
});

secretProviderContract({
	name: 'the development vault',
	make: async () => {
		const served = await serveVault();
		const settings = served.settings();
		const tools = providerTools();
		await vaultDev.prepare(settings, tools);
		return {
			provider: vaultDev.open(settings, tools),
			other: vaultDev.open(settings, tools),
			close: () => served.close(),
		};
	},
});
