/** Turns what an instance writes to its output files into lines, and remembers how far it read. */
import type {Clock} from '../../core/machine/clock.ts';
import {emptyFile, readGrowth, replaceNote} from '../../core/machine/growing-file.ts';
import {readText} from '../../core/machine/files.ts';
import {type AssembledLine, LineAssembler} from './line-assembler.ts';
import * as z from 'zod';

const pollMs = 100;
/** A file that was read to its end and is larger than this is emptied. */
const maxFileBytes = 16 * 1024 * 1024;
/** An app that writes faster than it is read must not fill the disk: at this size what was not read is given up. */
const maxBacklogBytes = 256 * 1024 * 1024;

export type OutputStream = 'stdout' | 'stderr';
const streams = ['stdout', 'stderr'] as const;
const offsetsSchema = z.object({stdout: z.int().min(0), stderr: z.int().min(0)});

interface Source {
	readonly stream: OutputStream;
	readonly path: string;
	readonly assembler: LineAssembler;
	/** How far the file was read. */
	offset: number;
}

export interface OutputFiles {
	readonly stdout: string;
	readonly stderr: string;
	readonly offsets: string;
}

export class OutputFollower {
	readonly #files: OutputFiles;
	readonly #clock: Clock;
	readonly #onLine: (stream: OutputStream, line: AssembledLine) => void;
	readonly #sources: Source[] = [];
	readonly #stopped = new AbortController();
	/** Reads never overlap. */
	#reading: Promise<void> = Promise.resolve();

	constructor(files: OutputFiles, clock: Clock, onLine: (stream: OutputStream, line: AssembledLine) => void) {
		this.#files = files;
		this.#clock = clock;
		this.#onLine = onLine;
	}

	/** Goes on where the last follower of these files stopped. */
	async start(): Promise<void> {
		const offsets = await this.#savedOffsets();
		for (const stream of streams)
			this.#sources.push({stream, path: this.#files[stream], assembler: new LineAssembler(), offset: offsets[stream]});
		void this.#poll();
	}

	/** Reads all that is there now. With `end`, what has no line end yet is a line too. */
	async drain({end = false} = {}): Promise<void> {
		const before = this.#reading;
		this.#reading = (async () => {
			await before;
			await this.#readAll(end);
		})();
		await this.#reading;
	}

	async stop(): Promise<void> {
		this.#stopped.abort();
		await this.drain({end: true});
	}

	async #poll(): Promise<void> {
		while (!this.#stopped.signal.aborted) {
			await this.drain();
			try {
				await this.#clock.sleep(pollMs, this.#stopped.signal);
			} catch {
				return;
			}
		}
	}

	async #readAll(end: boolean): Promise<void> {
		let changed = false;
		for (const source of this.#sources) {
			try {
				while (await this.#readSome(source)) changed = true;
				if (end) for (const line of source.assembler.end()) this.#onLine(source.stream, line);
			} catch {
				// The folder went away with its release; there is nothing left to read.
			}
		}
		if (changed) await this.#save();
	}

	async #readSome(source: Source): Promise<boolean> {
		const {bytes, offset, size} = await readGrowth(source.path, source.offset);
		source.offset = offset;
		for (const line of source.assembler.take(bytes)) this.#onLine(source.stream, line);
		const isGivenUp = size > maxBacklogBytes;
		if (isGivenUp || (offset === size && size > maxFileBytes)) {
			await emptyFile(source.path);
			source.offset = 0;
		}
		if (isGivenUp && offset < size) {
			const content = `[${Math.round((size - offset) / 1024 ** 2)} MiB skipped: the app writes faster than it is read]`;
			for (const line of [...source.assembler.end(), {content, partial: false}]) this.#onLine(source.stream, line);
		}
		return bytes.byteLength > 0;
	}

	async #savedOffsets(): Promise<z.infer<typeof offsetsSchema>> {
		try {
			return offsetsSchema.parse(JSON.parse((await readText(this.#files.offsets)) ?? ''));
		} catch {
			return {stdout: 0, stderr: 0};
		}
	}

	/** A line that is not whole yet is read again by the next follower. */
	async #save(): Promise<void> {
		const of = (stream: OutputStream) => {
			const source = this.#sources.find(source => source.stream === stream);
			return source === undefined ? 0 : Math.max(0, source.offset - source.assembler.pending);
		};
		await replaceNote(this.#files.offsets, JSON.stringify({stdout: of('stdout'), stderr: of('stderr')})).catch(
			() => undefined,
		);
	}
}
