import {createServer, type Server, type Socket} from 'node:net';
import {type NextStep, WizardError} from '../../shared/errors.ts';
import {systemCode} from './file-errors.ts';

/** How long a peer may take to read the last bytes before its socket is cut. */
const lingerMs = 500;

export interface TcpConnection {
	readonly remoteAddress: string;
	/** Bytes handed over that the system has not taken yet. */
	readonly pendingBytes: number;
	write(bytes: Uint8Array): void;
	/** Stops reading, so that the sender is slowed down by TCP itself. */
	pause(): void;
	resume(): void;
	/** Sends what is pending, then closes; a peer that does not read is cut off. */
	end(): void;
}

export interface TcpHandlers {
	data(chunk: Buffer): void;
	closed(): void;
}

export interface TcpServer {
	readonly port: number;
	/** Ends every connection and frees the port. */
	close(): Promise<void>;
}

interface Listen {
	readonly host: string;
	/** 0 takes a free one. */
	readonly port: number;
	readonly connected: (connection: TcpConnection) => TcpHandlers;
}

/** Listens for TCP connections. @throws `machine/port-taken`, `platform/start-failed` */
export async function listenTcp({host, port, connected}: Listen): Promise<TcpServer> {
	const open = new Set<TcpConnection>();
	const server = createServer({noDelay: true}, socket => {
		const connection = wrap(socket);
		open.add(connection);
		// The close event follows; what went wrong on a client's line is the client's affair.
		socket.on('error', () => socket.destroy());
		const handlers = connected(connection);
		socket.on('data', chunk => handlers.data(chunk));
		socket.on('close', () => {
			open.delete(connection);
			handlers.closed();
		});
	});
	const heard = await startListening(server, {host, port});
	return {
		port: heard,
		close: () =>
			new Promise(resolve => {
				server.close(() => resolve());
				for (const connection of open) connection.end();
			}),
	};
}

function wrap(socket: Socket): TcpConnection {
	return {
		remoteAddress: socket.remoteAddress ?? '',
		get pendingBytes() {
			return socket.writableLength;
		},
		write(bytes) {
			if (socket.writable) socket.write(bytes);
		},
		pause: () => void socket.pause(),
		resume: () => void socket.resume(),
		end() {
			socket.end();
			// Unread input would turn our close into a reset, and the peer would lose the last bytes.
			socket.resume();
			setTimeout(() => socket.destroy(), lingerMs).unref();
		},
	};
}

interface Listening {
	readonly host: string;
	readonly port: number;
	/** What helps when the port is taken. */
	readonly next?: readonly NextStep[];
}

/** Gives the port it got. @throws `machine/port-taken`, `machine/file` */
export async function startListening(server: Server, where: Listening): Promise<number> {
	const {host, port} = where;
	await new Promise<void>((resolve, reject) => {
		server.once('error', error => reject(listenError(error, where)));
		server.listen({host, port}, () => {
			server.removeAllListeners('error');
			// Running out of descriptors at accept must not end the process.
			server.on('error', () => undefined);
			resolve();
		});
	});
	const address = server.address();
	return typeof address === 'object' && address !== null ? address.port : port;
}

function listenError(error: Error, {host, port, next = []}: Listening): WizardError {
	const errno = systemCode(error) ?? 'unknown error';
	if (errno === 'EADDRINUSE') {
		return new WizardError('machine/port-taken', {
			message: `Port ${port} on ${host} is taken.`,
			hint: 'Stop the program that uses it, or choose another port.',
			next,
			facts: {host, port},
			cause: error,
		});
	}
	return new WizardError('platform/start-failed', {
		message: `Listening on ${host}:${port} does not work (${errno}).`,
		hint: 'Choose an address of this machine and a port you may use.',
		facts: {host, port, errno},
		cause: error,
	});
}
