/** A store of secrets in memory: the smallest provider that keeps the contract. */
import {createHmac, randomBytes} from 'node:crypto';
import {climbLadder} from '../../source/core/secrets/health-ladder/climb-ladder.ts';
import {holds} from '../../source/core/secrets/health-ladder/rung.ts';
import type {SecretProvider} from '../../source/core/secrets/secret-provider.ts';
import {systemClock} from '../../source/core/machine/clock.ts';
import {WizardError} from '../../source/shared/errors.ts';
import {Secret} from '../../source/shared/secret.ts';

export function memorySecrets(): SecretProvider {
	const kept = new Map<string, {readonly value: string; readonly version: number}>();
	const key = randomBytes(32);
	const macOf = (payload: Uint8Array) => createHmac('sha256', key).update(payload).digest('base64');
	const error = (code: 'secrets/missing' | 'secrets/conflict', name: string) =>
		new WizardError(code, {message: `${name} is not what was meant.`, hint: 'Look again.', facts: {name}});
	const store = (name: string, value: Secret) => {
		const before = kept.get(name);
		if (before?.value === value.reveal()) return false;
		kept.set(name, {value: value.reveal(), version: (before?.version ?? 0) + 1});
		return true;
	};
	return {
		id: 'memory',
		async getSecret(name) {
			const found = kept.get(name);
			if (found === undefined) throw error('secrets/missing', name);
			return {name, value: new Secret(found.value), version: String(found.version)};
		},
		async getSecrets(names) {
			return [...new Set(names)].flatMap(name => {
				const found = kept.get(name);
				return found === undefined ? [] : [{name, value: new Secret(found.value), version: String(found.version)}];
			});
		},
		listSecrets: async () =>
			[...kept.keys()].sort().map(name => ({name, version: String(kept.get(name)?.version ?? 0)})),
		async setSecret(name, value, {ifVersion} = {}) {
			if (ifVersion !== undefined && ifVersion !== String(kept.get(name)?.version ?? 0)) {
				throw error('secrets/conflict', name);
			}
			store(name, value);
			return {name, version: String(kept.get(name)?.version)};
		},
		async setSecrets(values) {
			const changed = [...values].filter(([name, value]) => store(name, value)).map(([name]) => name);
			return {changed, unchanged: [...values.keys()].filter(name => !changed.includes(name))};
		},
		async unsetSecret(name) {
			kept.delete(name);
		},
		sign: async (payload, {purpose}) => ({signature: macOf(payload), algorithm: 'memory-hmac', metadata: {purpose}}),
		verify: async (payload, signature) => macOf(payload) === signature,
		healthCheck: onLayer =>
			climbLadder([{name: 'service', look: async () => holds('in memory')}], {clock: systemClock, onLayer}),
	};
}
