import {execFile} from 'node:child_process';
import {chmod, chown, link, mkdir, mkdtemp, readFile, rm, stat, symlink, truncate, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {makePrivateFolder, readPrivateText, writePrivateText} from '../../../../source/core/machine/private-files.ts';

const run = promisify(execFile);

let folder: string;
let path: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'private-'));
	path = join(folder, 'credentials.json');
});
afterEach(() => rm(folder, {recursive: true, force: true}));

const refusal = (fault: string) => ({
	code: 'credentials/unsafe-file',
	exitCode: 12,
	message: expect.stringContaining(fault),
});

test('what is written reads back; what is not there is null', async () => {
	expect(await readPrivateText(path)).toBeNull();
	await writePrivateText(path, 'secret');

	expect(await readPrivateText(path)).toBe('secret');
	expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test.each([0o644, 0o640, 0o604, 0o620])('a file that others may touch is not used', async bits => {
	await writePrivateText(path, 'secret');
	await chmod(path, bits);

	await expect(readPrivateText(path)).rejects.toMatchObject(refusal('can be read by others (mode 0'));
});

test('one that was open becomes private when it is written', async () => {
	await writeFile(path, 'old');
	await chmod(path, 0o644);

	await writePrivateText(path, 'new');

	expect(await readPrivateText(path)).toBe('new');
});

test('a symbolic link is neither read nor written', async () => {
	const victim = join(folder, 'victim');
	await writeFile(victim, 'mine', {mode: 0o600});
	await symlink(victim, path);

	await expect(readPrivateText(path)).rejects.toMatchObject(refusal('is a symbolic link'));
	await expect(writePrivateText(path, 'x')).rejects.toMatchObject(refusal('is a symbolic link'));
	expect(await readFile(victim, 'utf8')).toBe('mine');
});

test('a link to nowhere makes no file there', async () => {
	await symlink(join(folder, 'planted'), path);

	await expect(writePrivateText(path, 'x')).rejects.toMatchObject(refusal('is a symbolic link'));
	await expect(stat(join(folder, 'planted'))).rejects.toMatchObject({code: 'ENOENT'});
});

test('a second hard link is refused', async () => {
	await writePrivateText(path, 'secret');
	await link(path, join(folder, 'other'));

	await expect(readPrivateText(path)).rejects.toMatchObject(refusal('has a second hard link'));
});

test('a pipe, a folder and a giant are refused at once', async () => {
	await run('mkfifo', ['-m', '600', path]);
	await expect(readPrivateText(path)).rejects.toMatchObject(refusal('is not a regular file'));
	await rm(path);

	await mkdir(path, {mode: 0o700});
	await expect(readPrivateText(path)).rejects.toMatchObject(refusal('is not a regular file'));
	await rm(path, {recursive: true});

	await writePrivateText(path, '');
	await truncate(path, 2 * 1024 ** 3);
	await expect(readPrivateText(path)).rejects.toMatchObject(refusal('is larger than 1 MB'));
});

test.runIf(process.getuid?.() === 0)('what belongs to another user is refused', async () => {
	await writePrivateText(path, 'secret');
	await chown(path, 65_534, 65_534);
	await expect(readPrivateText(path)).rejects.toMatchObject(refusal('belongs to another user'));

	await chown(folder, 65_534, 65_534);
	await expect(makePrivateFolder(folder)).rejects.toMatchObject(refusal('belongs to another user'));
});

test('a folder is made at 0700 with its parents, and one that is too open is closed', async () => {
	const home = join(folder, 'home', 'sessions');
	await makePrivateFolder(home);
	expect((await stat(home)).mode & 0o777).toBe(0o700);

	await chmod(home, 0o755);
	await makePrivateFolder(home);
	expect((await stat(home)).mode & 0o777).toBe(0o700);
});

test('a link or a file in the place of the folder is refused', async () => {
	await mkdir(join(folder, 'elsewhere'));
	await symlink(join(folder, 'elsewhere'), join(folder, 'home'));
	await writeFile(join(folder, 'file'), '');

	await expect(makePrivateFolder(join(folder, 'home'))).rejects.toMatchObject(refusal('is not a folder of its own'));
	await expect(makePrivateFolder(join(folder, 'file'))).rejects.toMatchObject({exitCode: 12});
});

test('a link that somebody swaps in while we save again and again never leads us elsewhere', async () => {
	const victim = join(folder, 'victim');
	await writeFile(victim, 'mine');
	const swapper = run(
		'/bin/sh',
		['-c', 'i=0; while [ $i -lt 400 ]; do ln -sf victim "$1"; rm -f "$1"; i=$((i+1)); done', 'sh', path],
		{cwd: folder},
	);
	const state = {swapping: true};
	void swapper.finally(() => {
		state.swapping = false;
	});

	while (state.swapping) await writePrivateText(path, 'secret').catch(() => undefined);

	await swapper;
	expect(await readFile(victim, 'utf8')).toBe('mine');
});
