import {serveCommand} from '../layers/static-server.ts';
import type {ProjectFolder} from '../project-folder.ts';
import type {Stack} from '../stack.ts';

/** A folder with an index.html and nothing that runs: its files are served. */
export async function detectStatic(folder: ProjectFolder): Promise<Stack | null> {
	if (!folder.has('index.html')) return null;
	return {
		id: 'static',
		title: 'Static site',
		packageManager: null,
		evidence: ['index.html', 'Dockerfile'].filter(folder.has),
		start: serveCommand('.'),
		runtime: {name: 'node', version: '>=20'},
		name: folder.nameFrom(undefined),
	};
}
