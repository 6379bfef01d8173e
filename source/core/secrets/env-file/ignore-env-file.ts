/** Keeps an env file out of git and out of Docker's build context, before anything is written into it. */
import {basename, dirname, join} from 'node:path';
import {WizardError} from '../../../shared/errors.ts';
import {kindOf} from '../../machine/files.ts';
import {addIgnoreLines} from '../../project/project.ts';
import {gitView} from './git-tracking.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws `env-file/tracked` */
export async function refuseTracked(path: string, env: Environment): Promise<void> {
	const [folder, name] = [dirname(path), basename(path)];
	if ((await gitView(folder, name, env)) !== 'tracked') return;
	throw new WizardError('env-file/tracked', {
		message: `${path} is tracked by git, so a secret in it would be in the history.`,
		hint: 'Take it out of git (the file itself stays), or write to another one.',
		next: [
			{command: `git rm --cached ${name}`, when: 'to take it out of git'},
			...(name === '.env.local'
				? []
				: [{command: 'cs-wizard secrets onboard --env-file .env.local', when: 'to write to another one'}]),
		],
		facts: {path},
	});
}

/** Tells which ignore files got a line. */
export async function ignoreEnvFile(path: string, env: Environment): Promise<readonly string[]> {
	const [folder, name] = [dirname(path), basename(path)];
	const changed: string[] = [];
	const ignored = (await gitView(folder, name, env)) === 'ignored';
	if (!ignored && (await addIgnoreLines(folder, [name])).length > 0) changed.push('.gitignore');
	const docker = (await kindOf(join(folder, '.dockerignore'))) === 'file';
	if (docker && (await addIgnoreLines(folder, [name], '.dockerignore')).length > 0) changed.push('.dockerignore');
	return changed;
}
