import {basename, join} from 'node:path';
import {WizardError} from '../../../shared/errors.ts';
import {readText} from '../../machine/files.ts';
import {type FolderEntry, leadsOutside, readHead, walkFolder} from '../../machine/folder-walk.ts';
import {createIgnoreRules, type GitignoreFile} from './ignore-rules.ts';
import {holdsPrivateKey, isNeverIn, mayHoldPrivateKey} from './never-in.ts';

interface AppFiles {
	readonly folder: string;
	/** Of cloudstation.json, in git's form. */
	readonly ignore: readonly string[];
	/** Folders that a layer of their own holds: `node_modules`. */
	readonly without: readonly string[];
	/** What was left out for what it holds, for people to know. */
	readonly onLeftOut?: (path: string, why: string) => void;
}

const headBytes = 64 * 1024;
const maxIgnoreBytes = 1024 * 1024;

/** The files an image's application layer is made of, in a fixed order. @throws `build/failed` for links and files no image can hold */
export async function* appFiles({folder, ignore, without, onLeftOut}: AppFiles): AsyncGenerator<FolderEntry> {
	const dockerignore = (await readText(join(folder, '.dockerignore'), maxIgnoreBytes)) ?? '';
	const gitignores: GitignoreFile[] = [...(await gitignoreOf(folder, ''))];
	let rules = createIgnoreRules({gitignores, dockerignore, own: ignore});
	const left = new Set(without);
	// Folders that are ignored themselves but were entered for what may be wanted below, shown once something is.
	const pending: FolderEntry[] = [];

	const skip = (path: string, isFolder: boolean): boolean => {
		const name = basename(path);
		if (isNeverIn(name) || (isFolder && left.has(name))) return true;
		return rules.ignores(path, isFolder) && (!isFolder || rules.mayPrune);
	};
	for await (const entry of walkFolder(folder, skip)) {
		while (pending.length > 0 && !entry.path.startsWith(`${pending.at(-1)?.path}/`)) pending.pop();
		if (entry.kind === 'folder') {
			const nested = await gitignoreOf(folder, entry.path);
			if (nested.length > 0) {
				gitignores.push(...nested);
				rules = createIgnoreRules({gitignores, dockerignore, own: ignore});
			}
			if (rules.ignores(entry.path, true)) {
				pending.push(entry);
				continue;
			}
		}
		await refuseOdd(entry, folder);
		if (await isKeyFile(entry, folder)) {
			onLeftOut?.(entry.path, 'it holds a private key');
			continue;
		}
		yield* pending.splice(0);
		yield entry;
	}
}

/** Refuses what no image can hold: links that lead outside, sockets, devices. @throws `build/failed` */
export async function refuseOdd(entry: FolderEntry, folder: string): Promise<void> {
	if (entry.kind === 'other')
		throw new WizardError('build/failed', {
			message: `${entry.path} is a special file (a pipe, socket or device), which no image can hold.`,
			hint: 'Remove it, or name it in .dockerignore.',
			facts: {path: entry.path},
		});
	if (entry.target === null) return;
	if (staysInside(entry.path, entry.target) && !(await leadsOutside(folder, entry.path))) return;
	throw new WizardError('build/failed', {
		message: `${entry.path} is a link that leads outside the app's folder (to ${entry.target}).`,
		hint: 'Put what it points to into the folder, or name the link in .dockerignore.',
		facts: {path: entry.path, target: entry.target},
	});
}

/** By the words of the link alone, as a machine without our disk sees it. */
function staysInside(path: string, target: string): boolean {
	if (target.startsWith('/')) return false;
	let depth = path.split('/').length - 1;
	for (const part of target.split('/')) {
		if (part === '..') depth -= 1;
		else if (part !== '.' && part !== '') depth += 1;
		if (depth < 0) return false;
	}
	return true;
}

async function isKeyFile(entry: FolderEntry, folder: string): Promise<boolean> {
	if (entry.kind !== 'file' || !mayHoldPrivateKey(entry.path)) return false;
	const head = await readHead(join(folder, entry.path), headBytes);
	return head !== null && holdsPrivateKey(head);
}

async function gitignoreOf(root: string, folder: string): Promise<readonly GitignoreFile[]> {
	const text = await readText(join(root, folder, '.gitignore'), maxIgnoreBytes);
	return text === null ? [] : [{folder, text}];
}
