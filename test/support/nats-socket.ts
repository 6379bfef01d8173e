/** A bare socket that says what a test wants to a NATS server, byte by byte, and keeps what it hears. */
import {connect} from 'node:net';
import {setImmediate as nextTurn} from 'node:timers/promises';
import type {KeyPair} from '@nats-io/nkeys';
import * as z from 'zod';

interface Open {
	readonly host: string;
	readonly port: number;
	/** Sent with CONNECT and a signature; null says nothing yet. */
	readonly options: Readonly<Record<string, unknown>> | null;
	readonly user: KeyPair;
}

const infoSchema = z.object({nonce: z.string()});

export async function openNatsSocket({host, port, options, user}: Open) {
	const socket = connect({host, port, noDelay: true});
	let heard = '';
	let wake = () => {};
	socket.on('data', chunk => {
		heard += chunk.toString('latin1');
		wake();
	});
	socket.on('close', () => wake());
	// A reset is one of the ways a server closes.
	socket.on('error', () => undefined);

	/** What came since the last call, up to `end` (null: until the server closes). */
	async function until(end: string | null): Promise<string> {
		const complete = () => end !== null && heard.includes(end);
		while (!socket.closed && !complete()) {
			await new Promise<void>(resolve => {
				wake = resolve;
			});
		}
		const all = heard;
		heard = '';
		return all;
	}

	const {nonce} = infoSchema.parse(JSON.parse((await until('\r\n')).slice('INFO '.length)));
	const connectLine = (more: Readonly<Record<string, unknown>>, by: KeyPair) => {
		const sig = Buffer.from(by.sign(Buffer.from(nonce))).toString('base64url');
		const base = {verbose: false, pedantic: false, lang: 'test', version: '1', protocol: 1};
		return `CONNECT ${JSON.stringify({...base, nkey: by.getPublicKey(), sig, ...more})}\r\n`;
	};
	if (options !== null) {
		socket.write(`${connectLine(options, user)}PING\r\n`);
		await until('PONG\r\n');
	}

	return {
		connectLine,
		heard: until,
		/** Sends in a packet of its own. */
		async write(bytes: string): Promise<void> {
			await new Promise(resolve => socket.write(bytes, 'latin1', resolve));
			await nextTurn();
		},
		say(bytes: string, end: string | null): Promise<string> {
			socket.write(bytes, 'latin1');
			return until(end);
		},
		/** Stops reading, as a client that hangs. */
		pause: () => void socket.pause(),
		resume: () => void socket.resume(),
		close(): void {
			socket.destroy();
		},
	};
}
