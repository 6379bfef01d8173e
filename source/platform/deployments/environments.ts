import {WizardError} from '../../shared/errors.ts';
import type {Secret} from '../../shared/secret.ts';
import type {ReleaseSpec} from '../runtimes/runtime.ts';
import {type DeploymentRow, specOf} from './deployment-row.ts';

interface SecretSource {
	readSecrets(path: string): Promise<ReadonlyMap<string, Secret>>;
}

/**
 * An app's environment is read at each start of an instance: a rotated secret needs a restart and no new release.
 * What it gives rejects with `secrets/missing` when a name that was asked for is not there.
 */
export function createEnvironments(vault: SecretSource): (row: DeploymentRow) => ReleaseSpec['environment'] {
	return row => {
		const {secretsPath, secretNames} = specOf(row);
		return async () => {
			if (secretsPath === undefined) return new Map();
			const secrets = await vault.readSecrets(secretsPath);
			if (secretNames === undefined) return secrets;
			const missing = secretNames.filter(name => !secrets.has(name));
			if (missing.length > 0) throw notThere(missing, secretsPath);
			return new Map([...secrets].filter(([name]) => secretNames.includes(name)));
		};
	};
}

const mostNamed = 10;

function notThere(names: readonly string[], path: string): WizardError {
	const others = names.length - mostNamed;
	const named = [...names.slice(0, mostNamed), ...(others > 0 ? [`${others} more`] : [])];
	const list = new Intl.ListFormat('en').format(named);
	return new WizardError('secrets/missing', {
		message: `${list} ${names.length === 1 ? 'is' : 'are'} not in the vault at ${path}.`,
		hint: 'Put it there, or take its name out of cloudstation.json.',
		next: [{command: 'cs-wizard secrets onboard', when: 'to set up what the app needs'}],
		facts: {names, path},
	});
}
