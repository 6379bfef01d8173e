/** A platform's log store over HTTP: what is missed live is fetched from here. */
import {createServer, type ServerResponse} from 'node:http';
import type {LogMessage} from '../../source/shared/log-message.ts';

export interface LogStore {
	readonly url: string;
	/** In ascending order of `seq`. */
	add(messages: readonly LogMessage[]): void;
	/** As if its data were wiped. */
	forget(): void;
	/** Paths asked for, with their queries. */
	readonly asked: readonly string[];
	close(): Promise<void>;
}

interface Options {
	readonly token?: string;
	/** These numbers are gone for good. */
	readonly forgets?: ReadonlySet<number>;
	/** As CloudStation: no such endpoint. */
	readonly keepsNothing?: boolean;
	readonly port?: number;
}

export async function startLogStore({
	token = 'session-token',
	forgets = new Set(),
	keepsNothing = false,
	port = 0,
}: Options = {}): Promise<LogStore> {
	const lines = new Map<number, LogMessage>();
	const asked: string[] = [];
	let last = 0;
	const server = createServer((request, response) => {
		asked.push(request.url ?? '');
		if (request.headers.authorization !== `Bearer ${token}`) {
			answer(response, 401, {code: 'auth/refused'});
			return;
		}
		const url = new URL(request.url ?? '/', 'http://localhost');
		if (keepsNothing || !/^\/api\/v1\/(?:services|deployments)\/[\w-]+\/logs$/.test(url.pathname)) {
			answer(response, 404, {code: 'api/not-found'});
			return;
		}
		const after = Number(url.searchParams.get('after') ?? 0);
		const limit = Number(url.searchParams.get('limit') ?? 100);
		const page = [];
		for (let seq = after + 1; seq <= last && page.length < limit; seq += 1) {
			const message = lines.get(seq);
			if (message !== undefined) page.push(toStored(message, seq));
		}
		answer(response, 200, {lines: page, last});
	});
	await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	return {
		url: `http://127.0.0.1:${address.port}`,
		asked,
		forget() {
			lines.clear();
			last = 0;
		},
		add(messages) {
			for (const message of messages) {
				const {seq = 0} = message;
				last = Math.max(last, seq);
				if (!forgets.has(seq)) lines.set(seq, message);
			}
		},
		async close() {
			server.closeAllConnections();
			await new Promise(resolve => server.close(resolve));
		},
	};
}

function toStored({content, timestamp, logOutput, phase, instance, deploymentId, sequence}: LogMessage, seq: number) {
	return {
		seq,
		sequence,
		timestamp: new Date(timestamp).toISOString(),
		stream: logOutput,
		phase,
		source: phase === 'run' ? (instance ?? 'app') : 'build',
		deploymentId,
		content: content.replace(/\n$/, ''),
	};
}

function answer(response: ServerResponse, status: number, body: unknown): void {
	response.writeHead(status, {'content-type': 'application/json'});
	response.end(JSON.stringify(body));
}
