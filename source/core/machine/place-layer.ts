/** Puts an unpacked layer on top of what is in a folder already, as copies: what an app writes there stays its own. */
import {constants} from 'node:fs';
import {copyFile, lstat, mkdir, readdir, rm, symlink} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {WizardError} from '../../shared/errors.ts';
import {systemCode} from './file-errors.ts';
import type {LayerContent} from './layer-writer.ts';

/** More at once than the disk's threads only makes a longer queue. */
const copiesAtOnce = 16;

/** @throws `image/refused` when a layer writes through a link of a layer below */
export async function placeLayer(
	{from, content}: {readonly from: string; readonly content: LayerContent},
	to: string,
	signal?: AbortSignal,
): Promise<void> {
	const known = new Set<string>(['']);
	for (const path of content.opaque) if (await isRealFolder(to, path)) await emptyFolder(join(to, path));
	for (const path of content.removes) if (await isRealFolder(to, parentOf(path))) await remove(join(to, path));
	for (const path of content.folders) await placeFolder(to, path, known);
	for (const {path, target} of content.links) {
		await makeRoom(to, path, known);
		await symlink(target, join(to, path));
	}
	const waiting = content.files.values();
	const copy = async () => {
		for (const path of waiting) {
			signal?.throwIfAborted();
			await copyOver(join(from, path), join(to, path));
		}
	};
	await Promise.all(Array.from({length: copiesAtOnce}, copy));
}

async function placeFolder(root: string, path: string, known: Set<string>): Promise<void> {
	if (known.has(path)) return;
	if (!known.has(parentOf(path))) throw throughLink(path);
	if ((await kindOf(join(root, path))) !== 'folder') {
		await remove(join(root, path));
		await mkdir(join(root, path));
	}
	known.add(path);
}

async function makeRoom(root: string, path: string, known: ReadonlySet<string>): Promise<void> {
	if (!known.has(parentOf(path))) throw throughLink(path);
	await remove(join(root, path));
}

/** The parent is a real folder by now. Most files are new, so room is made only when there is none. */
async function copyOver(from: string, to: string): Promise<void> {
	const mode = constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL;
	try {
		await copyFile(from, to, mode);
	} catch (error) {
		if (systemCode(error) !== 'EEXIST') throw error;
		await remove(to);
		await copyFile(from, to, mode);
	}
}

async function isRealFolder(root: string, path: string): Promise<boolean> {
	if (path === '') return true;
	return (await isRealFolder(root, parentOf(path))) && (await kindOf(join(root, path))) === 'folder';
}

async function kindOf(path: string): Promise<'folder' | 'other' | 'absent'> {
	try {
		return (await lstat(path)).isDirectory() ? 'folder' : 'other';
	} catch {
		return 'absent';
	}
}

async function emptyFolder(path: string): Promise<void> {
	for (const name of await readdir(path)) await remove(join(path, name));
}

const remove = (path: string): Promise<void> => rm(path, {recursive: true, force: true});

function parentOf(path: string): string {
	const parent = dirname(path);
	return parent === '.' ? '' : parent;
}

function throughLink(path: string): WizardError {
	return new WizardError('image/refused', {
		message: `The image writes ${JSON.stringify(path)} through a link.`,
		hint: 'Nothing of it was started. Build the image again from sources you trust.',
	});
}
