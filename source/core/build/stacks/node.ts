import type {ProjectFolder} from '../project-folder.ts';
import {serveCommand} from '../layers/static-server.ts';
import {type NodeManifest, parseNodeManifest} from '../node-manifest.ts';
import type {Stack} from '../stack.ts';
import {startCommand} from '../start-command.ts';

/** The first lockfile that is there tells the package manager. */
const lockfiles = [
	['package-lock.json', 'npm'],
	['npm-shrinkwrap.json', 'npm'],
	['pnpm-lock.yaml', 'pnpm'],
	['yarn.lock', 'yarn'],
	['bun.lock', 'bun'],
	['bun.lockb', 'bun'],
] as const;

const serverFiles = [
	'server.js',
	'server.mjs',
	'server.cjs',
	'index.js',
	'index.mjs',
	'index.cjs',
	'app.js',
	'main.js',
];

/** Bundlers whose build is a folder of files to serve. */
const siteBuilders: Readonly<Record<string, string>> = {
	vite: 'dist',
	'react-scripts': 'build',
	'@11ty/eleventy': '_site',
};

/** A folder with a package.json, or with nothing but a server file of the usual name. */
export async function detectNode(folder: ProjectFolder): Promise<Stack | null> {
	const manifest = folder.has('package.json') ? parseNodeManifest(await folder.text('package.json')) : null;
	const serverFile = serverFiles.find(name => folder.has(name));
	// Without a manifest, index.js and app.js may as well be a page's scripts.
	if (manifest === null && (serverFile === undefined || folder.has('index.html'))) return null;
	const locks = lockfiles.filter(([name]) => folder.has(name));
	const dockerfile = folder.has('Dockerfile') ? ['Dockerfile'] : [];
	return {
		id: 'node',
		title: 'Node.js',
		packageManager: manifest === null ? null : packageManagerOf(manifest, locks[0]?.[1]),
		evidence:
			manifest === null
				? [serverFile ?? '', ...dockerfile]
				: ['package.json', ...locks.map(([name]) => name), ...dockerfile],
		start: startOf(manifest, {folder, serverFile}),
		runtime: {name: 'node', version: manifest?.nodeVersion?.slice(0, 100) ?? null},
		name: folder.nameFrom(manifest?.name),
	};
}

function packageManagerOf(manifest: NodeManifest, fromLock: string | undefined): string {
	const [named] = manifest.packageManager?.split('@') ?? [];
	if (named === 'npm' || named === 'pnpm' || named === 'yarn' || named === 'bun') return named;
	return fromLock ?? 'npm';
}

function startOf(
	manifest: NodeManifest | null,
	{folder, serverFile}: {readonly folder: ProjectFolder; readonly serverFile: string | undefined},
): readonly string[] | null {
	const script = manifest?.scripts.get('start');
	if (script !== undefined && script.trim() !== '') {
		const before = manifest?.scripts.get('prestart');
		return startCommand(before === undefined ? script : `${before} && ${script}`);
	}
	const main = manifest?.main?.replace(/^\.\//, '');
	// A main inside a folder may be made by the build, so only its first part has to be there.
	if (
		main !== undefined &&
		!main.startsWith('-') &&
		(folder.has(main.split('/')[0] ?? '') || manifest?.scripts.has('build'))
	)
		return ['node', main];
	const builder = Object.keys(siteBuilders).find(
		name => manifest?.devDependencies.has(name) || manifest?.dependencies.has(name),
	);
	const site = builder === undefined ? undefined : siteBuilders[builder];
	if (site !== undefined && manifest?.scripts.has('build')) return serveCommand(site);
	return serverFile === undefined ? null : ['node', serverFile];
}
