import {connect, type Socket} from 'node:net';
import {loopbackHosts} from '../../core/machine/local-ports.ts';
import type {FrontState} from './front-state.ts';

/** A connection to one instance; `done` is called once, when nothing goes through it any more. */
export interface Passage {
	readonly socket: Socket;
	readonly done: () => void;
}

/** The instances a front passes to, in turn, and what still goes to those of earlier releases. */
export class FrontTargets {
	#state: FrontState;
	#turn = 0;
	readonly #open = new Map<number, number>();
	readonly #onDraining: () => void;

	constructor(state: FrontState, onDraining: () => void) {
		this.#state = state;
		this.#onDraining = onDraining;
	}

	get state(): FrontState {
		return this.#state;
	}

	set(state: FrontState): void {
		this.#state = state;
	}

	get draining(): number {
		let count = 0;
		for (const [port, open] of this.#open) if (!this.#state.targets.includes(port)) count += open;
		return count;
	}

	/** The next instance that takes a connection; null when none does. */
	async connect(): Promise<Passage | null> {
		const {targets} = this.#state;
		const first = this.#turn++;
		for (let step = 0; step < targets.length; step++) {
			const port = targets[(first + step) % targets.length];
			if (port === undefined) continue;
			const passage = await this.#connectTo(port);
			if (passage !== null) return passage;
		}
		return null;
	}

	/** Counted before the connection stands, so that a switch waits for it too. */
	async #connectTo(port: number): Promise<Passage | null> {
		this.#open.set(port, (this.#open.get(port) ?? 0) + 1);
		const state = {isOpen: true};
		const done = () => {
			if (!state.isOpen) return;
			state.isOpen = false;
			const left = (this.#open.get(port) ?? 1) - 1;
			if (left === 0) this.#open.delete(port);
			else this.#open.set(port, left);
			if (!this.#state.targets.includes(port)) this.#onDraining();
		};
		const socket = await connectLoopback(port);
		if (socket === null) {
			done();
			return null;
		}
		socket.once('close', done);
		return {socket, done};
	}
}

async function connectLoopback(port: number): Promise<Socket | null> {
	for (const host of loopbackHosts) {
		const socket = await connectOnce(port, host);
		if (socket !== null) return socket;
	}
	return null;
}

function connectOnce(port: number, host: string): Promise<Socket | null> {
	return new Promise(resolve => {
		const socket = connect({port, host, allowHalfOpen: true, noDelay: true});
		const refused = () => resolve(null);
		socket.once('error', refused);
		socket.once('connect', () => {
			socket.off('error', refused);
			// From here on whoever uses it listens for errors too; without any listener one would end the front.
			socket.on('error', () => socket.destroy());
			resolve(socket);
		});
	});
}
