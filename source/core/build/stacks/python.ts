import type {ProjectFolder} from '../project-folder.ts';
import {webProcess} from '../procfile.ts';
import type {Stack} from '../stack.ts';

const mainFiles = ['main.py', 'app.py', 'server.py', 'wsgi.py'];

/** A folder with requirements.txt, pyproject.toml, Pipfile or a main file of the usual name. */
export async function detectPython(folder: ProjectFolder): Promise<Stack | null> {
	const told = ['requirements.txt', 'pyproject.toml', 'uv.lock', 'poetry.lock', 'Pipfile', 'setup.py'].filter(
		folder.has,
	);
	const mainFile = mainFiles.find(folder.has);
	if (told.length === 0 && mainFile === undefined) return null;
	const project = (await folder.text('pyproject.toml')) ?? '';
	return {
		id: 'python',
		title: 'Python',
		packageManager: packageManagerOf(folder, project),
		evidence: [
			...told,
			...(mainFile === undefined ? [] : [mainFile]),
			...['Procfile', 'Dockerfile'].filter(folder.has),
		],
		start: await startOf(folder, {mainFile, packages: `${(await folder.text('requirements.txt')) ?? ''}\n${project}`}),
		runtime: {name: 'python3', version: /^requires-python *= *["']([^"'\n]{1,100})["']/m.exec(project)?.[1] ?? null},
		name: folder.nameFrom(/^name *= *["']([^"'\n]{1,100})["']/m.exec(project)?.[1]),
	};
}

function packageManagerOf(folder: ProjectFolder, project: string): string | null {
	if (folder.has('uv.lock')) return 'uv';
	if (folder.has('poetry.lock') || /^\[tool\.poetry\b/m.test(project)) return 'poetry';
	if (folder.has('requirements.txt') || folder.has('pyproject.toml') || folder.has('setup.py')) return 'pip';
	return null;
}

async function startOf(
	folder: ProjectFolder,
	{mainFile, packages}: {readonly mainFile: string | undefined; readonly packages: string},
): Promise<readonly string[] | null> {
	const web = webProcess(await folder.text('Procfile'));
	if (web !== null) return web;
	if (mainFile === undefined) return null;
	const code = (await folder.text(mainFile)) ?? '';
	const module = mainFile.replace(/\.py$/, '');
	const runsItself = /^if __name__ *== *["']__main__["']/m.test(code);
	const app = /^(\w+) *(?::[^=\n]*)?= *(?:\w+\.)?(FastAPI|Starlette|Flask)\(/m.exec(code);
	// A file that only makes its app needs the server that its requirements name.
	if (!runsItself && app?.[1] !== undefined) {
		const server = app[2] === 'Flask' ? 'gunicorn' : 'uvicorn';
		if (new RegExp(`\\b${server}\\b`, 'i').test(packages)) return serverCommand(server, `${module}:${app[1]}`);
	}
	return ['python3', mainFile];
}

const serverCommand = (server: 'gunicorn' | 'uvicorn', app: string): readonly string[] => [
	'/bin/sh',
	'-c',
	server === 'gunicorn'
		? `exec python3 -m gunicorn --bind "\${HOST:-127.0.0.1}:$PORT" ${app}`
		: `exec python3 -m uvicorn --host "\${HOST:-127.0.0.1}" --port "$PORT" ${app}`,
];
