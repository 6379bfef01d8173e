import {dirname} from 'node:path';
import {findOnPath} from '../../core/machine/processes.ts';
import {WizardError} from '../../shared/errors.ts';
import type {ImageConfig} from './runtime-image.ts';

const programForm = /^[a-z][a-z\d._+-]{0,31}$/;

/** Says early what an image without a base needs of this machine and does not find. @throws `machine/tool-missing` */
export async function requireHostRuntime(
	{config}: ImageConfig,
	env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
	const program = config?.Labels?.['dev.cs-wizard.runtime'];
	// Node.js is what the platform itself runs on.
	if (program === undefined || program === 'none' || program === 'node' || !programForm.test(program)) return;
	if ((await findOnPath(program, {PATH: `${dirname(process.execPath)}:${env['PATH'] ?? ''}`})) !== null) return;
	const version = config?.Labels?.['dev.cs-wizard.runtime-version'];
	const wanted = version === undefined ? program : `${program} (${version.slice(0, 100)})`;
	throw new WizardError('machine/tool-missing', {
		message: `The image needs ${wanted}, which is not on this machine. Install it, or start the platform with its folder on PATH.`,
		hint: `Install ${program}, or start the platform with its folder on PATH.`,
		facts: {tool: program},
	});
}
