import {join} from 'node:path';
import {kindOf, makeFolder, readText} from '../../machine/files.ts';
import {findOnPath} from '../../machine/processes.ts';
import {type NodeManifest, parseNodeManifest} from '../node-manifest.ts';
import {managerCall, packageManager} from './package-managers.ts';
import type {Prepared, Recipe, RecipeInput} from './recipe.ts';
import {runTool} from './run-tool.ts';
import {copyManifests, copySource, keyOf} from './source-copy.ts';
import {staticServerPath, staticServerSource} from './static-server.ts';

const modules = 'node_modules';
/** Scripts of the project's own that an install runs: they need its files, not only its manifest. */
const ownInstallScripts = ['preinstall', 'install', 'postinstall', 'prepare'];

/** Node.js: production dependencies in a layer of their own; a `build` script runs in a copy. */
export const nodeRecipe: Recipe = {
	async refuses({folder, stack, env}) {
		const manifest = await manifestOf(folder);
		const manager = stack.packageManager ?? 'npm';
		if (!needsInstall(manifest) && !manifest?.scripts.has('build')) return null;
		if (manager === 'yarn' && (await isNewYarn(folder, manifest)))
			return 'This app is installed by Yarn 2 or newer, which this builder does not run: it takes npm, pnpm, bun and Yarn 1.';
		if ((await findOnPath(manager, env)) !== null) return null;
		return `${manager} installs this app's dependencies and is not on this machine.`;
	},

	async prepare(input) {
		const manifest = await manifestOf(input.folder);
		const runs = {
			extraFiles: input.stack.start?.includes(staticServerPath)
				? [{path: staticServerPath, text: staticServerSource}]
				: [],
			env: ['NODE_ENV=production'],
			programFolders: [`${modules}/.bin`],
		};
		const application = {folder: input.folder, content: 'source', without: [modules]} as const;
		if (manifest === null || !(needsInstall(manifest) || manifest.scripts.has('build')))
			return {...runs, dependencies: null, application};
		if (needsSource(manifest)) return {...runs, ...(await buildInCopy(input, manifest))};
		return {...runs, dependencies: await fromManifests(input), application};
	},
};

/** Installs from the manifests alone, so that the layer depends on nothing else. */
async function fromManifests(input: RecipeInput): Promise<Prepared['dependencies']> {
	const name = input.stack.packageManager ?? 'npm';
	const manager = packageManager(name);
	const to = join(input.workFolder, 'install');
	const settings = ['.npmrc', '.yarnrc', '.yarnrc.yml', 'pnpm-workspace.yaml', 'bunfig.toml', '.pnpmfile.cjs'];
	const texts = await copyManifests(input.folder, to, ['package.json', ...manager.lockfiles, ...settings]);
	const hasLock = manager.lockfiles.some(file => texts.has(file));
	if (!hasLock)
		input.report.log(`There is no lockfile, so ${name} chooses the versions: commit one to keep them.`, 'stderr');
	return {
		key: keyOf([
			['layer', 'node 1'],
			['manager', name],
			['runtime', `${process.version} ${process.platform} ${process.arch}`],
			...[...texts].map(([file, text]) => [file, file === 'package.json' ? installPart(text) : text] as const),
		]),
		place: modules,
		async install() {
			const env = withNamedVariables(input.env, texts.get('.npmrc'));
			await runTool(managerCall(name, manager.installProduction(hasLock)), to, {...input, env});
			return installedModules(to);
		},
	};
}

/** The install looks at the whole manifest but for its scripts' names and its description; a change of those leaves the layer as it is. */
function installPart(text: string): string {
	const manifest = parseNodeManifest(text);
	if (manifest === null) return text;
	const {
		description: _,
		version: __,
		scripts: ___,
		...rest
	} = Object.fromEntries(Object.entries(JSON.parse(text.replace(/^\uFEFF/, ''))));
	return JSON.stringify(rest);
}

async function buildInCopy(
	input: RecipeInput,
	manifest: NodeManifest,
): Promise<Pick<Prepared, 'dependencies' | 'application'>> {
	const name = input.stack.packageManager ?? 'npm';
	const manager = packageManager(name);
	const to = join(input.workFolder, 'source');
	await copySource(input, to, [modules]);
	const settings = await copyManifests(input.folder, to, ['.npmrc', '.yarnrc']).catch(() => new Map<string, string>());
	const env = withNamedVariables(input.env, settings.get('.npmrc'));
	const locks = await Promise.all(manager.lockfiles.map(file => kindOf(join(to, file))));
	if (manifest.dependencies.size + manifest.devDependencies.size > 0 || manifest.hasWorkspaces)
		await runTool(managerCall(name, manager.installAll(locks.includes('file'))), to, {...input, env});
	if (manifest.scripts.has('build')) {
		await runTool(managerCall(name, ['run', 'build']), to, {...input, env: {...env, NODE_ENV: 'production'}});
	}
	if (manifest.devDependencies.size > 0) await runTool(managerCall(name, manager.prune), to, {...input, env});
	const installed = (await kindOf(join(to, modules))) === 'folder' && manifest.dependencies.size > 0;
	return {
		dependencies: installed ? {key: null, place: modules, install: () => installedModules(to)} : null,
		application: {folder: to, content: 'built', without: [modules]},
	};
}

/** The installed folder; an install of nothing makes none, and the layer is empty then. */
async function installedModules(folder: string): Promise<string> {
	await makeFolder(join(folder, modules));
	return join(folder, modules);
}

/** An .npmrc may name variables (`_authToken=${"$"}{NPM_TOKEN}`): those it names, and no others, reach the install. */
function withNamedVariables(env: Readonly<Record<string, string>>, npmrc: string | undefined): Record<string, string> {
	const named: Record<string, string> = {...env};
	for (const [, name = ''] of (npmrc ?? '').matchAll(/\$\{(\w+)\??\}/g)) {
		const value = process.env[name];
		if (value !== undefined) named[name] = value;
	}
	return named;
}

/** Yarn 2 and newer write another lockfile, and settings of their own. */
async function isNewYarn(folder: string, manifest: NodeManifest | null): Promise<boolean> {
	const [name, version = '1'] = manifest?.packageManager?.split('@') ?? [];
	if (name === 'yarn' && !version.startsWith('1')) return true;
	if ((await kindOf(join(folder, '.yarnrc.yml'))) === 'file') return true;
	if ((await kindOf(join(folder, 'yarn.lock'))) !== 'file') return false;
	return /^__metadata:/m.test((await readText(join(folder, 'yarn.lock'), 64 * 1024 * 1024)) ?? '');
}

const needsInstall = (manifest: NodeManifest | null): boolean => (manifest?.dependencies.size ?? 0) > 0;

const needsSource = (manifest: NodeManifest): boolean =>
	manifest.scripts.has('build') ||
	manifest.hasWorkspaces ||
	ownInstallScripts.some(name => manifest.scripts.has(name)) ||
	[...manifest.dependencies.values()].some(version =>
		/^(?:file|link|portal|workspace|patch):|^\.{0,2}\//.test(version),
	);

async function manifestOf(folder: string): Promise<NodeManifest | null> {
	if ((await kindOf(join(folder, 'package.json'))) !== 'file') return null;
	return parseNodeManifest(await readText(join(folder, 'package.json'), 1024 * 1024));
}
