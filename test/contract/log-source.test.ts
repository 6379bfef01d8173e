import {createServer, type Server, type ServerResponse} from 'node:http';
import {createUser} from '@nats-io/nkeys';
import {describe} from 'vitest';
import {natsSource} from '../../source/core/logs/sources/nats.ts';
import {sseSource} from '../../source/core/logs/sources/sse.ts';
import {startBroker} from '../../source/platform/messages/broker.ts';
import {Secret} from '../../source/shared/secret.ts';
import {appMessage} from '../support/publish-logs.ts';
import {type LogServer, logSourceContract} from './log-source.ts';

const noNats = {servers: [], nkeySeed: new Secret(''), prefix: 'cs'};
const noApi = {url: 'http://127.0.0.1:9', sessionToken: new Secret('')};
const seedOf = (user: ReturnType<typeof createUser>) => new Secret(new TextDecoder().decode(user.getSeed()));

describe('NATS', () => {
	logSourceContract(natsSource, startMessages);
});

describe('server-sent events', () => {
	logSourceContract(sseSource, startEvents);
});

async function startMessages(): Promise<LogServer> {
	const reader = createUser();
	const users = () => [
		{nkey: reader.getPublicKey(), subscribe: {allow: ['cs.build.log.>', 'cs.app.log.>', 'cs.deployment.>']}},
	];
	const start = (port: number) => startBroker({host: '127.0.0.1', port, users, serverName: 'test'});
	const state = {broker: await start(0)};
	const {url, port} = state.broker;
	const access = (user: ReturnType<typeof createUser>) => ({
		nats: {servers: [url], nkeySeed: seedOf(user), prefix: 'cs'},
		api: noApi,
	});
	return {
		access: access(reader),
		wrongAccess: access(createUser()),
		say(content) {
			const message = appMessage({seq: 1, content: `${content}\n`, phase: 'build'});
			state.broker.publish('cs.build.log.dep-1', new TextEncoder().encode(JSON.stringify(message)));
		},
		async restart() {
			await state.broker.close();
			state.broker = await start(port);
		},
		close: () => state.broker.close(),
	};
}

async function startEvents(): Promise<LogServer> {
	const readers = new Set<ServerResponse>();
	const said: string[] = [];
	const show = (content: string, id: number) =>
		`event: log\nid: ${id}\ndata: ${JSON.stringify({seqNo: id, content: `${content}\n`, logOutput: 'stdout', timestamp: 1})}\n\n`;
	const serve = (port: number) =>
		new Promise<Server>(resolve => {
			const server = createServer((request, response) => {
				if (request.headers.authorization !== 'Bearer good') {
					response.writeHead(401).end();
					return;
				}
				// This one knows no Last-Event-ID, and tells everything again.
				response.writeHead(200, {'content-type': 'text/event-stream'});
				response.write(`: connected\n\n${said.map((content, index) => show(content, index + 1)).join('')}`);
				readers.add(response);
				response.once('close', () => readers.delete(response));
			});
			server.listen(port, '127.0.0.1', () => resolve(server));
		});
	const stopped = (server: Server) => {
		server.closeAllConnections();
		return new Promise(resolve => server.close(resolve));
	};
	const state = {server: await serve(0)};
	const address = state.server.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	const access = (token: string) => ({
		nats: noNats,
		api: {url: `http://127.0.0.1:${address.port}`, sessionToken: new Secret(token)},
	});
	return {
		access: access('good'),
		wrongAccess: access('bad'),
		say(content) {
			said.push(content);
			for (const reader of readers) reader.write(show(content, said.length));
		},
		async restart() {
			await stopped(state.server);
			state.server = await serve(address.port);
		},
		close: async () => void (await stopped(state.server)),
	};
}
