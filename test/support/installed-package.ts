/** The package as a stranger gets it: packed here, installed by npm into an empty folder elsewhere. */
import {execFile} from 'node:child_process';
import {access, mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import * as z from 'zod';

const run = promisify(execFile);
const packedSchema = z.array(z.object({filename: z.string(), unpackedSize: z.number()}));
const lockSchema = z.object({packages: z.record(z.string(), z.object({optional: z.boolean().optional()}))});

export interface InstalledPackage {
	/** The door: what `cs-wizard` on the PATH would be. */
	readonly program: string;
	readonly binFolder: string;
	/** Names of the folders that npm made, ours among them. */
	readonly packages: readonly string[];
	readonly bytes: number;
	remove(): Promise<void>;
}

/** Packs what is built in this folder; install scripts do not run, here or there. */
export async function installPackage(): Promise<InstalledPackage> {
	const folder = await mkdtemp(join(tmpdir(), 'installed-'));
	const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier'];
	const {stdout} = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]);
	const [packed] = packedSchema.parse(JSON.parse(stdout));
	await writeFile(join(folder, 'package.json'), '{"private": true}\n');
	await run('npm', ['install', ...quiet, join(folder, packed?.filename ?? '')], {cwd: folder});
	const modules = join(folder, 'node_modules');
	const {packages} = lockSchema.parse(JSON.parse(await readFile(join(modules, '.package-lock.json'), 'utf8')));
	const present: string[] = [];
	for (const place of Object.keys(packages)) if (await exists(join(folder, place))) present.push(place);
	return {
		program: join(modules, 'cs-wizard', 'bin', 'cs-wizard.js'),
		binFolder: join(modules, '.bin'),
		packages: present.map(place => place.slice('node_modules/'.length)),
		bytes: await sizeOf(modules),
		remove: () => rm(folder, {recursive: true, force: true}),
	};
}

async function exists(path: string): Promise<boolean> {
	return access(path).then(
		() => true,
		() => false,
	);
}

async function sizeOf(folder: string): Promise<number> {
	const entries = await readdir(folder, {recursive: true, withFileTypes: true});
	const files = entries.filter(entry => entry.isFile());
	const sizes = await Promise.all(files.map(async ({parentPath, name}) => (await stat(join(parentPath, name))).size));
	return sizes.reduce((sum, size) => sum + size, 0);
}
