import {allStacks} from './all-stacks.ts';
import {openProjectFolder} from './project-folder.ts';
import type {Stack} from './stack.ts';

/**
 * What the app in this folder is made of, or null when nothing is recognised. The first stack that knows how the app
 * starts is it: a Django project with a package.json for its styles is a Python app.
 */
export async function detectStack(folder: string): Promise<Stack | null> {
	const project = await openProjectFolder(folder);
	const found: Stack[] = [];
	for (const detect of allStacks) {
		const stack = await detect(project);
		if (stack?.start) return stack;
		if (stack !== null) found.push(stack);
	}
	// Only a Dockerfile's own stack has no start command by nature.
	return found.find(stack => stack.id === 'dockerfile') ?? found[0] ?? null;
}
