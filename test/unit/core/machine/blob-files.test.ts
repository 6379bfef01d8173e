import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {fileState, hashFile, moveInPlace, readRange, writeFrom} from '../../../../source/core/machine/blob-files.ts';

let folder: string;
let file: string;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'blob-files-'));
	file = join(folder, 'data');
});
afterEach(() => rm(folder, {recursive: true}));

async function* bytes(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
	for (const text of texts) yield Buffer.from(text);
}

async function write(offset: number, pieces: AsyncIterable<Uint8Array>): Promise<string[]> {
	const written: string[] = [];
	await writeFrom(file, offset, {pieces, written: piece => void written.push(Buffer.from(piece).toString())});
	return written;
}

test('goes on at an offset, and cuts off what stood behind it', async () => {
	await write(0, bytes('0123', '456789'));

	expect(await write(4, bytes('x', 'y'))).toEqual(['x', 'y']);
	expect(await readFile(file, 'utf8')).toBe('0123xy');
});

test('keeps what came before the source broke off', async () => {
	async function* breaking() {
		yield* bytes('0123');
		throw new Error('the line is gone');
	}

	await expect(write(0, breaking())).rejects.toThrow('the line is gone');
	expect(await fileState(file)).toMatchObject({size: 4});
});

test('reads and hashes a part', async () => {
	await write(0, bytes('0123456789'));
	let text = '';
	for await (const piece of readRange(file, 2, 5)) text += Buffer.from(piece).toString();

	expect(text).toBe('234');
	expect((await hashFile(file, 'sha256', 0)).digest('hex')).toMatch(/^e3b0c442/);
});

test('says when a file is shorter than it was', async () => {
	await write(0, bytes('01'));

	await expect(readAll(readRange(file, 0, 5))).rejects.toMatchObject({code: 'machine/file'});
});

test('moves into a folder that is not there yet', async () => {
	await write(0, bytes('whole'));
	const target = join(folder, 'deep', 'er', 'target');
	await moveInPlace(file, target);

	expect(await readFile(target, 'utf8')).toBe('whole');
	expect(await fileState(file)).toBeNull();
});

async function readAll(pieces: AsyncIterable<Uint8Array>): Promise<number> {
	let size = 0;
	for await (const piece of pieces) size += piece.length;
	return size;
}
