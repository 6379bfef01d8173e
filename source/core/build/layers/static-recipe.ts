import type {Recipe} from './recipe.ts';
import {staticServerPath, staticServerSource} from './static-server.ts';

/** A static site: its files and the small server that serves them. */
export const staticRecipe: Recipe = {
	refuses: async () => null,
	prepare: async ({folder}) => ({
		dependencies: null,
		application: {folder, content: 'source', without: ['node_modules']},
		extraFiles: [{path: staticServerPath, text: staticServerSource}],
		env: ['NODE_ENV=production'],
		programFolders: [],
	}),
};
