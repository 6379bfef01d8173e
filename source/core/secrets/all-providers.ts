import {WizardError} from '../../shared/errors.ts';
import type {ProviderKind} from './provider-kind.ts';
import {vaultDev} from './providers/vault.ts';

/** Every store of secrets, in the order they are offered. */
export const allProviders: readonly ProviderKind[] = [vaultDev];

/** @throws `secrets/unknown-provider` */
export function providerKind(id: string): ProviderKind {
	const found = allProviders.find(one => one.id === id);
	if (found !== undefined) return found;
	throw new WizardError('secrets/unknown-provider', {
		message: `There is no secrets provider "${id}".`,
		hint: `Providers: ${allProviders.map(one => one.id).join(', ')}.`,
		facts: {provider: id},
	});
}
