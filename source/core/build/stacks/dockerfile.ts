import type {ProjectFolder} from '../project-folder.ts';
import type {Stack} from '../stack.ts';

/** A folder of which only its Dockerfile tells how it runs. */
export async function detectDockerfile(folder: ProjectFolder): Promise<Stack | null> {
	const file = ['Dockerfile', 'Containerfile'].find(folder.has);
	if (file === undefined) return null;
	return {
		id: 'dockerfile',
		title: 'Dockerfile',
		packageManager: null,
		evidence: [file],
		// Its CMD starts it; the image knows.
		start: null,
		runtime: {name: 'none', version: null},
		name: folder.nameFrom(undefined),
	};
}
