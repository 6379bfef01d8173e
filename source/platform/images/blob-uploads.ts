/**
 * Uploads under way. The bytes are hashed while they are written; an upload that outlives the process is hashed again
 * from its file.
 */
import {createHash, type Hash, randomUUID} from 'node:crypto';
import {join} from 'node:path';
import {fileState, hashFile, writeFrom} from '../../core/machine/blob-files.ts';
import type {Clock} from '../../core/machine/clock.ts';
import {listFolder, makeFolder, readText, removePath, writeText} from '../../core/machine/files.ts';
import {WizardError} from '../../shared/errors.ts';
import type {Digest} from './image-names.ts';
import {RegistryError} from './registry-errors.ts';

const staleMs = 24 * 60 * 60 * 1000;
const idPattern = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

interface Progress {
	readonly hash: Hash;
	size: number;
}

interface Piece {
	readonly pieces: AsyncIterable<Uint8Array>;
	/** Where the sender says its bytes belong: `[first, last]`. */
	readonly range: readonly [number, number] | null;
}

export class BlobUploads {
	readonly #folder: string;
	readonly #clock: Clock;
	readonly #progress = new Map<string, Progress>();
	/** The end of the work on each upload: requests for one upload take turns. */
	readonly #turns = new Map<string, Promise<unknown>>();

	constructor(folder: string, clock: Clock) {
		this.#folder = folder;
		this.#clock = clock;
	}

	async start(name: string): Promise<string> {
		const id = randomUUID();
		await makeFolder(join(this.#folder, id));
		await writeText(join(this.#folder, id, 'repository'), name);
		return id;
	}

	/** How many bytes are there. @throws BLOB_UPLOAD_UNKNOWN */
	size(name: string, id: string): Promise<number> {
		return this.#inTurn(name, id, async () => (await this.#state(id)).size);
	}

	/** Adds bytes at the end; gives the size then. @throws RANGE_INVALID, SIZE_INVALID, BLOB_UPLOAD_UNKNOWN */
	append(name: string, id: string, piece: Piece): Promise<number> {
		return this.#inTurn(name, id, () => this.#append(id, piece));
	}

	/** Adds the last bytes, checks the whole against its digest and hands the file over. The upload ends either way. @throws DIGEST_INVALID */
	finish(
		name: string,
		id: string,
		{
			digest,
			piece,
			take,
		}: {readonly digest: Digest; readonly piece: Piece; readonly take: (file: string) => Promise<void>},
	): Promise<void> {
		return this.#inTurn(name, id, async () => {
			const size = await this.#append(id, piece);
			const {hash} = await this.#state(id);
			const file = this.#dataFile(id);
			const whole = digest.algorithm === 'sha256' ? hash.copy() : await hashFile(file, digest.algorithm, size);
			const actual = `${digest.algorithm}:${whole.digest('hex')}`;
			if (actual === digest.text) await take(file);
			await this.#remove(id);
			if (actual !== digest.text) {
				throw new RegistryError('DIGEST_INVALID', {
					message: 'the content does not have the digest it was announced with',
					detail: {announced: digest.text, actual, size},
				});
			}
		});
	}

	cancel(name: string, id: string): Promise<void> {
		return this.#inTurn(name, id, () => this.#remove(id));
	}

	/** Removes uploads that nobody has added to for a day. */
	async sweep(): Promise<void> {
		for (const id of await listFolder(this.#folder)) {
			if (this.#turns.has(id)) continue;
			const state = (await fileState(this.#dataFile(id))) ?? (await fileState(join(this.#folder, id)));
			if (state !== null && this.#clock.now() - state.changedAt > staleMs) await this.#remove(id);
		}
	}

	async #append(id: string, {pieces, range}: Piece): Promise<number> {
		const progress = await this.#state(id);
		const before = progress.size;
		if (range !== null && range[0] !== before) {
			throw new RegistryError('RANGE_INVALID', {
				message: 'these bytes do not follow the ones that are there',
				detail: {have: before, from: range[0]},
				headers: {Range: rangeOf(before)},
			});
		}
		await this.#write(id, progress, pieces);
		if (range !== null && progress.size !== range[1] + 1) {
			// Cut back at the next write: the sender may send this piece again.
			const hash = await hashFile(this.#dataFile(id), 'sha256', before);
			this.#progress.set(id, {hash, size: before});
			throw new RegistryError('SIZE_INVALID', {
				message: 'the piece is not as long as its range says',
				detail: {announced: range[1] + 1 - range[0], came: progress.size - before},
			});
		}
		return progress.size;
	}

	async #write(id: string, progress: Progress, pieces: AsyncIterable<Uint8Array>): Promise<void> {
		const written = (piece: Uint8Array) => {
			progress.hash.update(piece);
			progress.size += piece.length;
		};
		try {
			await writeFrom(this.#dataFile(id), progress.size, {pieces, written});
		} catch (error) {
			if (error instanceof WizardError) throw error;
			// What came until then stays, and the sender may go on from there.
			throw new RegistryError('BLOB_UPLOAD_INVALID', {
				message: 'the request breaks off',
				detail: {have: progress.size},
			});
		}
	}

	async #state(id: string): Promise<Progress> {
		const known = this.#progress.get(id);
		if (known !== undefined) return known;
		const size = (await fileState(this.#dataFile(id)))?.size ?? 0;
		const hash = size === 0 ? createHash('sha256') : await hashFile(this.#dataFile(id), 'sha256', size);
		const progress = {hash, size};
		this.#progress.set(id, progress);
		return progress;
	}

	async #remove(id: string): Promise<void> {
		this.#progress.delete(id);
		await removePath(join(this.#folder, id));
	}

	async #inTurn<Result>(name: string, id: string, work: () => Promise<Result>): Promise<Result> {
		const before = this.#turns.get(id);
		const turn = (async () => {
			await before?.catch(() => undefined);
			await this.#check(name, id);
			return await work();
		})();
		this.#turns.set(id, turn);
		try {
			return await turn;
		} finally {
			if (this.#turns.get(id) === turn) this.#turns.delete(id);
		}
	}

	async #check(name: string, id: string): Promise<void> {
		const repository = idPattern.test(id) ? await readText(join(this.#folder, id, 'repository')) : null;
		if (repository !== name) {
			throw new RegistryError('BLOB_UPLOAD_UNKNOWN', {
				message: 'there is no such upload',
				detail: {id: id.slice(0, 64)},
			});
		}
	}

	#dataFile(id: string): string {
		return join(this.#folder, id, 'data');
	}
}

/** The header's form has no way to say that nothing is there: `0-0` then, as CNCF distribution says. */
export const rangeOf = (size: number): string => `0-${Math.max(0, size - 1)}`;
