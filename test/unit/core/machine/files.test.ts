import {execFile} from 'node:child_process';
import {
	chmod,
	link,
	lstat,
	mkdir,
	mkdtemp,
	open,
	readdir,
	readFile,
	rm,
	stat,
	symlink,
	truncate,
	utimes,
	writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {promisify} from 'node:util';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {appendLine} from '../../../../source/core/machine/append-file.ts';
import {freeBytes} from '../../../../source/core/machine/disk.ts';
import {
	kindOf,
	listFolder,
	makeFolder,
	readText,
	removePath,
	writeText,
	writeTextIfChanged,
} from '../../../../source/core/machine/files.ts';
import {sweepTemporaries, temporaryBeside} from '../../../../source/core/machine/temporary-files.ts';

const run = promisify(execFile);
const mode = async (path: string) => (await stat(path)).mode & 0o777;

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'files-'));
});
afterEach(() => rm(folder, {recursive: true, force: true}));

/** Runs a few lines that write a file of ours in a shell of their own, under its limits. */
function inShell(before: string, script: string): Promise<{readonly stdout: string}> {
	const files = JSON.stringify(resolve('source/core/machine/files.ts'));
	const program = `import {writeText} from ${files};\n${script}`;
	const command = `${before}; exec "$0" --no-warnings --input-type=module -e "$1"`;
	return run('/bin/sh', ['-c', command, process.execPath, program], {cwd: folder});
}

describe('writing', () => {
	test('puts the whole text in place and leaves nothing beside it', async () => {
		const path = join(folder, 'a.json');
		await writeText(path, 'first');
		await writeText(path, 'second');

		expect(await readText(path)).toBe('second');
		expect(await readdir(folder)).toEqual(['a.json']);
	});

	test('keeps the mode of a file that is there, whatever the umask', async () => {
		const path = join(folder, 'a.sh');
		await writeFile(path, 'old');
		for (const bits of [0o600, 0o640, 0o664, 0o755, 0o444]) {
			await chmod(path, bits);
			await writeText(path, `mode ${bits}`);
			expect(await mode(path)).toBe(bits);
		}
	});

	test.each(['000', '022', '077'])('under umask %s a private file is 0600', async umask => {
		await inShell(`umask ${umask}`, "await writeText('a', 'x', {mode: 0o600, keepMode: false})");
		await inShell(`umask ${umask}`, "await writeText('a', 'y', {mode: 0o600, keepMode: false})");

		expect(await mode(join(folder, 'a'))).toBe(0o600);
	});

	test('over a limit says so, and the old file is whole', async () => {
		await writeFile(join(folder, 'a'), 'old');
		const script =
			"process.on('SIGXFSZ', () => {}); await writeText('a', 'x'.repeat(100_000)).catch(({code, message}) => console.log(code, message))";

		const {stdout} = await inShell('ulimit -f 1', script);

		expect(stdout).toMatch(/^machine\/file Writing a does not work \(EFBIG\)/);
		expect(await readFile(join(folder, 'a'), 'utf8')).toBe('old');
		expect(await readdir(folder)).toEqual(['a']);
	});

	test('with no file left to open says so', async () => {
		const script =
			"import {openSync} from 'node:fs'; try { for (;;) openSync('/dev/null'); } catch {} await writeText('a', 'x').catch(({code, message}) => console.log(code, message))";

		expect((await inShell('ulimit -n 40', script)).stdout).toMatch(/^machine\/file Writing a does not work \(EMFILE\)/);
		expect(await readdir(folder)).toEqual([]);
	});

	test('into a folder that is not there names the path', async () => {
		const path = join(folder, 'none', 'a');

		await expect(writeText(path, 'x')).rejects.toMatchObject({
			code: 'machine/file',
			exitCode: 12,
			facts: {path, errno: 'ENOENT'},
		});
	});

	test('through a symbolic link is refused, and what it points to stays', async () => {
		const [victim, path] = [join(folder, 'victim'), join(folder, 'a')];
		await writeFile(victim, 'mine');
		await symlink(victim, path);

		await expect(writeText(path, 'x')).rejects.toMatchObject({code: 'machine/file'});
		expect(await readFile(victim, 'utf8')).toBe('mine');
		expect((await lstat(path)).isSymbolicLink()).toBe(true);
	});

	test('in the place of a pipe or a folder is refused', async () => {
		await run('mkfifo', [join(folder, 'pipe')]);
		await mkdir(join(folder, 'folder'));

		for (const name of ['pipe', 'folder'])
			await expect(writeText(join(folder, name), 'x')).rejects.toMatchObject({code: 'machine/file'});
		expect(await kindOf(join(folder, 'pipe'))).toBe('other');
		expect(await readdir(folder)).toEqual(['folder', 'pipe']);
	});

	test('over one of two hard links leaves the other as it was', async () => {
		const [path, other] = [join(folder, 'a'), join(folder, 'b')];
		await writeFile(path, 'old');
		await link(path, other);
		await writeText(path, 'new');

		expect(await readFile(other, 'utf8')).toBe('old');
	});

	test('the same text again changes nothing', async () => {
		const path = join(folder, 'a');
		expect(await writeTextIfChanged(path, 'x')).toBe(true);
		await utimes(path, 1, 1);

		expect(await writeTextIfChanged(path, 'x')).toBe(false);
		expect((await stat(path)).mtimeMs).toBe(1000);
	});

	test('names of every kind are names: spaces, dashes, newlines, 255 bytes', async () => {
		for (const name of ['a b', '-rf', 'a\nb', 'Å', 'A\u030a', `${'é'.repeat(127)}x`]) {
			await writeText(join(folder, name), name);
			expect(await readText(join(folder, name))).toBe(name);
		}
	});

	test('six that write and one that reads: no reader ever sees half', async () => {
		const path = join(folder, 'a.json');
		const text = (writer: number) => JSON.stringify({writer, filling: 'x'.repeat(20_000)});
		await writeText(path, text(0));
		const state = {done: false};
		const reading = (async () => {
			const seen = {times: 0};
			while (!state.done) {
				JSON.parse((await readText(path)) ?? '');
				seen.times += 1;
			}
			return seen.times;
		})();

		await Promise.all(
			Array.from({length: 6}, async (_, writer) => {
				for (let time = 0; time < 20; time += 1) await writeText(path, text(writer));
			}),
		);
		state.done = true;

		expect(await reading).toBeGreaterThan(0);
		expect(await readdir(folder)).toEqual(['a.json']);
	});
});

describe('reading', () => {
	test('what is not there is null, also under a file', async () => {
		await writeFile(join(folder, 'file'), '');

		expect(await readText(join(folder, 'none'))).toBeNull();
		expect(await readText(join(folder, 'file', 'below'))).toBeNull();
		expect(await listFolder(join(folder, 'file'))).toEqual([]);
		expect(await kindOf(join(folder, 'file', 'below'))).toBe('absent');
	});

	test('a pipe, a folder and a device are refused at once', async () => {
		await run('mkfifo', [join(folder, 'pipe')]);

		for (const path of [join(folder, 'pipe'), folder, '/dev/zero'])
			await expect(readText(path)).rejects.toMatchObject({code: 'machine/file', facts: {path}});
	});

	test('2 GB in its place are refused at once', async () => {
		const path = join(folder, 'large');
		await (await open(path, 'w')).close();
		await truncate(path, 2 * 1024 ** 3);

		await expect(readText(path)).rejects.toMatchObject({message: `${path} is larger than 8192 KiB.`});
	});
});

test('a line is added whole, to a file that only we read', async () => {
	const path = join(folder, 'log');
	await appendLine(path, 'one');
	await appendLine(path, 'two');

	expect(await readFile(path, 'utf8')).toBe('one\ntwo\n');
	expect(await mode(path)).toBe(0o600);
	await symlink(path, join(folder, 'link'));
	await expect(appendLine(join(folder, 'link'), 'x')).rejects.toMatchObject({facts: {errno: 'ELOOP'}});
	await expect(appendLine('/dev/full', 'x')).rejects.toMatchObject({facts: {errno: 'ENOSPC'}});
});

test('folders are made with their parents, and removed with what is in them', async () => {
	await makeFolder(join(folder, 'a', 'b'));
	await writeText(join(folder, 'a', 'b', 'c'), 'x');
	await expect(makeFolder(join(folder, 'a', 'b', 'c', 'd'))).rejects.toMatchObject({code: 'machine/file'});
	await removePath(join(folder, 'a'));
	await removePath(join(folder, 'a'));

	expect(await listFolder(folder)).toEqual([]);
});

test('space is told where a folder will be', async () => {
	expect(await freeBytes(join(folder, 'not', 'yet'))).toBeGreaterThan(0);
});

test('only old litter of processes that are gone is swept', async () => {
	const [gone, young, living, foreign] = [
		'.a.json.999999.0123456789abcdef',
		'.a.json.999998.0123456789abcdef',
		temporaryBeside(join(folder, 'a.json')).slice(folder.length + 1),
		'.a.json.999999.backup',
	];
	for (const name of [gone, young, living, foreign]) await writeFile(join(folder, name ?? ''), '');
	for (const name of [gone, living, foreign]) await utimes(join(folder, name ?? ''), 1, 1);

	await sweepTemporaries([folder, join(folder, 'none')], {now: () => Date.now()});

	expect(new Set(await readdir(folder))).toEqual(new Set([young, living, foreign]));
});
