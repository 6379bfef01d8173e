import type {Server} from 'node:http';
import type {Socket} from 'node:net';
import {Duplex} from 'node:stream';
import {createListFilter} from './list-requests.ts';

/** Lets a server that is not listening yet take `LIST` and `SCAN`, which its parser does not know. */
export function acceptListMethod(server: Server): void {
	const [accept] = server.listeners('connection');
	if (accept === undefined) throw new TypeError('The server takes no connections.');
	server.removeAllListeners('connection');
	server.on('connection', (socket: Socket) => {
		Reflect.apply(accept, server, [new FilteredSocket(socket)]);
	});
}

/** A connection whose incoming bytes went through the filter. */
class FilteredSocket extends Duplex {
	readonly remoteAddress: string | undefined;
	readonly #socket: Socket;

	constructor(socket: Socket) {
		super();
		this.#socket = socket;
		this.remoteAddress = socket.remoteAddress;
		const filter = createListFilter();
		socket.on('data', (chunk: Buffer) => {
			const bytes = filter.push(chunk);
			if (bytes.length > 0 && !this.push(bytes)) socket.pause();
		});
		socket.on('end', () => this.push(null));
		socket.on('error', error => this.destroy(error));
		socket.on('close', () => this.destroy());
	}

	override _read(): void {
		this.#socket.resume();
	}

	override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
		this.#socket.write(chunk, done);
	}

	override _final(done: (error?: Error | null) => void): void {
		this.#socket.end(() => done());
	}

	override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
		this.#socket.destroy();
		done(error);
	}
}
