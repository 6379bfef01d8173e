import {join} from 'node:path';
import {makeFolder} from '../../machine/files.ts';
import {findOnPath} from '../../machine/processes.ts';
import {goBinaryPath} from './go-binary.ts';
import type {Recipe} from './recipe.ts';
import {runTool} from './run-tool.ts';
import {copySource} from './source-copy.ts';

/** Go: one static program, beside the project's other files. */
export const goRecipe: Recipe = {
	refuses: async ({env}) =>
		(await findOnPath('go', env)) === null ? 'go builds this app and is not on this machine.' : null,
	async prepare(input) {
		const to = join(input.workFolder, 'source');
		await copySource(input, to, []);
		await makeFolder(join(to, '.cs-wizard'));
		// Without the build's folder and id in it, the same source gives the same program.
		const args = ['build', '-trimpath', '-buildvcs=false', '-ldflags=-s -w -buildid=', '-o', goBinaryPath, '.'];
		await runTool({file: 'go', args}, to, {...input, env: {...input.env, CGO_ENABLED: '0'}});
		return {
			dependencies: null,
			application: {folder: to, content: 'built', without: []},
			extraFiles: [],
			env: [],
			programFolders: [],
		};
	},
};
