import type {ProjectFolder} from '../project-folder.ts';
import {goBinaryPath} from '../layers/go-binary.ts';
import type {Stack} from '../stack.ts';

/** A folder with a go.mod: its build is one program. */
export async function detectGo(folder: ProjectFolder): Promise<Stack | null> {
	if (!folder.has('go.mod')) return null;
	const module = (await folder.text('go.mod')) ?? '';
	return {
		id: 'go',
		title: 'Go',
		packageManager: 'go',
		evidence: ['go.mod', 'go.sum', 'main.go', 'Dockerfile'].filter(folder.has),
		start: [`./${goBinaryPath}`],
		// A built Go program needs nothing of its host.
		runtime: {name: 'none', version: null},
		name: folder.nameFrom(/^module +"?(\S{1,200}?)(?:\/v\d+)?"? *$/m.exec(module)?.[1]),
	};
}
