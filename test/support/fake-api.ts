/** A control plane of a test's own on a real socket: what it answers is set, what it was asked is kept. */
import {createServer, type IncomingHttpHeaders, type Server} from 'node:http';
import {once} from 'node:events';
import type {AddressInfo} from 'node:net';
import {text} from 'node:stream/consumers';

export interface Asked {
	readonly method: string;
	readonly path: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

export interface Answer {
	readonly status?: number;
	readonly headers?: Readonly<Record<string, string>>;
	readonly json?: unknown;
	readonly body?: string | Uint8Array;
	/** The link breaks instead. */
	readonly reset?: boolean;
	/** Nothing comes at all. */
	readonly mute?: boolean;
}

export interface FakeApi {
	readonly url: string;
	readonly asked: readonly Asked[];
	close(): Promise<void>;
}

export async function startFakeApi(answer: (asked: Asked, number: number) => Answer): Promise<FakeApi> {
	const asked: Asked[] = [];
	const server: Server = createServer((request, response) => {
		void (async () => {
			const body = await text(request).catch(() => '');
			const one = {method: request.method ?? '', path: request.url ?? '', headers: request.headers, body};
			asked.push(one);
			const {status = 200, headers = {}, json, body: raw, reset, mute} = answer(one, asked.length);
			if (mute) return;
			if (reset) {
				response.socket?.destroy();
				return;
			}
			response.writeHead(status, {...(json === undefined ? {} : {'content-type': 'application/json'}), ...headers});
			response.end(json === undefined ? (raw ?? '') : JSON.stringify(json));
		})();
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		url: `http://127.0.0.1:${portOf(server.address())}`,
		asked,
		async close() {
			server.closeAllConnections();
			await new Promise(done => server.close(done));
		},
	};
}

function portOf(address: string | AddressInfo | null): number {
	if (address === null || typeof address === 'string') throw new Error('no port');
	return address.port;
}

/** What `POST /api/cli/auth` answers. */
export function credentialReply({
	email = 'ada@example.test',
	endsInMs = 50 * 60_000,
	now = Date.now(),
	token = 'session-1',
}: {
	readonly email?: string;
	readonly endsInMs?: number;
	readonly now?: number;
	readonly token?: string;
} = {}) {
	return {
		user: {id: 7, uuid: '0192-ada', email, is_super_admin: false},
		vault: {address: 'http://127.0.0.1:1', token: 'hvs.cnry', expires_at: Math.floor((now + endsInMs) / 1000)},
		nomad: {address: '', token: ''},
		nats: {servers: ['nats://127.0.0.1:1'], nkey_seed: 'SUCNRY', prefix: 'cs'},
		registry: {url: 'http://127.0.0.1:1', username: 'u', password: 'p', namespace: 'ada'},
		services: [],
		session_token: token,
		session_expires_at: new Date(now + endsInMs).toISOString(),
	};
}
