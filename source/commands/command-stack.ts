/** What the app of a folder is: all that has to be known before the first question. */
import {basename} from 'node:path';
import {detectStack} from '../core/build/detect-stack.ts';
import type {Stack} from '../core/build/stack.ts';
import type {Project} from '../core/project/project.ts';
import {WizardError} from '../shared/errors.ts';

/** @throws `project/no-app` */
export async function requireStack(project: Project): Promise<Stack> {
	const stack = await detectStack(project.folder);
	if (stack !== null) return stack;
	throw new WizardError('project/no-app', {
		message: `There is no app in ${project.folder} that cs-wizard knows how to run.`,
		hint: 'It looks for package.json, requirements.txt or pyproject.toml, go.mod, index.html or a Dockerfile.',
		next: [{command: 'cs-wizard --cwd DIR', when: 'to name the folder of your app'}],
		facts: {folder: project.folder},
	});
}

export const folderName = (project: Project): string => basename(project.folder);
