import type {Secret} from '../../shared/secret.ts';
import type {ReleaseSpec} from '../runtimes/runtime.ts';
import {type DeploymentRow, specOf} from './deployment-row.ts';

interface SecretSource {
	readSecrets(path: string): Promise<ReadonlyMap<string, Secret>>;
}

/** An app's environment is read at each start of an instance: a rotated secret needs a restart and no new release. */
export function createEnvironments(vault: SecretSource): (row: DeploymentRow) => ReleaseSpec['environment'] {
	return row => {
		const {secretsPath, secretNames} = specOf(row);
		return async () => {
			if (secretsPath === undefined) return new Map();
			const secrets = await vault.readSecrets(secretsPath);
			if (secretNames === undefined) return secrets;
			return new Map([...secrets].filter(([name]) => secretNames.includes(name)));
		};
	};
}
