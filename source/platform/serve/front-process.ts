/**
 * The program that holds a service's URL. It is a process of its own, so that the URL answers while the platform is
 * away, and it knows nothing but its state file: `front-process STATE-FILE`.
 */
import {createServer, type Socket} from 'node:net';
import {dirname, join} from 'node:path';
import {createHttpFront} from './front-http.ts';
import {type FrontState, readFrontState, writeFrontFile} from './front-state.ts';
import {FrontTargets} from './front-targets.ts';
import {passConnection} from './front-tcp.ts';

/** SIGHUP tells of a change at once; looking again is for a signal that came too early. */
const lookAgainMs = 500;
/** The data folder was removed: then nobody knows of this front any more. */
const looksWithoutState = 4;

function runFront(stateFile: string, first: FrontState): void {
	const statusFile = join(dirname(stateFile), 'status.json');
	const tell = (problem: string | null = null) => {
		try {
			const {generation} = targets.state;
			writeFrontFile(statusFile, {pid: process.pid, generation, draining: targets.draining, problem});
		} catch {
			// A full disk must not end the front; the platform goes on when it waited long enough.
		}
	};
	const targets = new FrontTargets(first, tell);
	const http = createHttpFront(targets);
	const sockets = new Set<Socket>();
	const server = createServer({allowHalfOpen: true, noDelay: true}, socket => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
		if (targets.state.mode === 'http') http.emit('connection', socket);
		else void passConnection(socket, targets);
	});

	let missed = 0;
	const look = () => {
		const state = readFrontState(stateFile);
		missed = state === null ? missed + 1 : 0;
		if (missed >= looksWithoutState) stop();
		if (state === null || state.generation === targets.state.generation) return;
		targets.set(state);
		tell();
	};
	const timer = setInterval(look, lookAgainMs);
	const stop = () => {
		clearInterval(timer);
		server.close();
		for (const socket of sockets) socket.destroy();
		process.off('SIGHUP', look);
	};
	process.on('SIGHUP', look);
	process.once('SIGTERM', stop);
	// Without a listener Node opens its debugger, to which any user of this machine can connect.
	process.on('SIGUSR1', () => undefined);
	process.on('uncaughtException', error => process.stderr.write(`${error.stack ?? error.message}\n`));
	server.on('error', error => {
		tell('code' in error && typeof error.code === 'string' ? error.code : 'unknown');
		process.exitCode = 1;
		stop();
	});
	server.listen({port: first.port, host: '127.0.0.1'}, () => tell());
}

const [, , stateFile] = process.argv;
const state = stateFile === undefined ? null : readFrontState(stateFile);
if (stateFile !== undefined && state !== null) runFront(stateFile, state);
else process.exitCode = 2;
