/** Every wizard, in the order of the journey. */
import type {AnyWizard} from '../source/wizard-engine/define.ts';
import {deployWizard} from './deploy.wizard.ts';
import {linkWizard} from './link.wizard.ts';
import {vaultDevWizard} from './secrets/vault-dev.wizard.ts';
import {secretsProviderWizard} from './secrets-provider.wizard.ts';
import {signInWizard} from './sign-in.wizard.ts';

export const allWizards: readonly AnyWizard[] = [
	signInWizard,
	linkWizard,
	secretsProviderWizard,
	vaultDevWizard,
	deployWizard,
];
