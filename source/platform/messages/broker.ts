/**
 * A message broker in this process that speaks the NATS core protocol. Texts, limits and order of replies are those of
 * nats-server 2.9.10, as measured; one contract suite runs against both.
 */
import {createServer as createServerKey} from '@nats-io/nkeys';
import {type Clock, systemClock} from '../../core/machine/clock.ts';
import {listenTcp, type TcpConnection, type TcpHandlers} from '../../core/machine/tcp-server.ts';
import {WizardError} from '../../shared/errors.ts';
import {type BrokerLimits, ClientConnection} from './client-connection.ts';
import {MessageRouter} from './message-router.ts';
import {type BrokerUser, byteString} from './permissions.ts';
import {isLiteral} from './subjects.ts';

interface BrokerSettings extends BrokerLimits {
	/** How long a client may take to say who it is. */
	readonly authTimeoutMs: number;
	readonly pingIntervalMs: number;
	readonly maxConnections: number;
}

const defaults: BrokerSettings = {
	maxPayload: 1024 * 1024,
	maxLine: 4096,
	maxPendingBytes: 32 * 1024 * 1024,
	maxSubscriptions: 65_536,
	maxPingsOut: 2,
	authTimeoutMs: 2000,
	pingIntervalMs: 30_000,
	maxConnections: 1024,
};

export interface BrokerOptions extends Partial<BrokerSettings> {
	readonly host: string;
	/** 0 takes a free one. */
	readonly port: number;
	/** Asked at each connection, so that a new key works and a removed one stops working at once. */
	readonly users: () => readonly BrokerUser[];
	readonly serverName: string;
	readonly clock?: Clock;
}

export interface Broker {
	/** `nats://host:port` */
	readonly url: string;
	readonly port: number;
	/** Sends to all subscribers of a literal subject, without a socket of its own. */
	publish(subject: string, data: Uint8Array): void;
	/** Sends what is on the way and closes every connection; clients see a server that went away and reconnect. */
	close(): Promise<void>;
}

/** @throws `machine/port-taken`, `platform/start-failed` */
export async function startBroker({
	host,
	port,
	users,
	serverName,
	clock = systemClock,
	...more
}: BrokerOptions): Promise<Broker> {
	const settings = {...defaults, ...more};
	const router = new MessageRouter();
	const clients = new Set<ClientConnection>();
	const stopping = new AbortController();
	const serverInfo: Record<string, unknown> = {
		server_id: createServerKey().getPublicKey(),
		server_name: serverName,
		// The version whose behaviour this is: clients choose what they may use by it.
		version: '2.9.10',
		proto: 1,
		host,
		headers: true,
		auth_required: true,
		max_payload: settings.maxPayload,
	};
	let lastClientId = 0;

	const connected = (tcp: TcpConnection): TcpHandlers => {
		const clientId = ++lastClientId;
		const client = new ClientConnection({tcp, router, limits: settings, users, serverInfo, clientId});
		if (clients.size >= settings.maxConnections) client.close('maximum connections exceeded');
		clients.add(client);
		const gone = new AbortController();
		clock.sleep(settings.authTimeoutMs, gone.signal).then(
			() => {
				if (!client.isAuthenticated) client.close('Authentication Timeout');
			},
			() => undefined,
		);
		return {
			data: chunk => client.receive(chunk),
			closed: () => {
				gone.abort();
				client.forget();
				clients.delete(client);
			},
		};
	};

	const server = await listenTcp({host, port, connected});
	serverInfo['port'] = server.port;
	void checkClients(clients, {everyMs: settings.pingIntervalMs, clock, signal: stopping.signal});

	return {
		url: `nats://${host.includes(':') ? `[${host}]` : host}:${server.port}`,
		port: server.port,
		publish(name, data) {
			const subject = byteString(name);
			checkPublication(name, subject, data, settings);
			const payload = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
			router.route({subject, reply: '', headerBytes: 0, payload}, null);
		},
		async close() {
			stopping.abort();
			for (const client of clients) client.close(null);
			await server.close();
		},
	};
}

async function checkClients(
	clients: ReadonlySet<ClientConnection>,
	{everyMs, clock, signal}: {readonly everyMs: number; readonly clock: Clock; readonly signal: AbortSignal},
): Promise<void> {
	try {
		while (!signal.aborted) {
			await clock.sleep(everyMs, signal);
			for (const client of clients) client.checkAlive();
		}
	} catch {
		// The broker is closing.
	}
}

/** Our own publisher gets the same rules as a client: a blank in a subject would garble the stream of every subscriber. */
function checkPublication(name: string, subject: string, data: Uint8Array, limits: BrokerLimits): void {
	if (!isLiteral(subject) || /[\s\0]/.test(subject) || subject.length > limits.maxLine / 2) {
		throw new WizardError('internal/bug', {
			message: 'A message has a subject that names no single place.',
			hint: 'Publish to dot-separated names without blanks and wildcards.',
			facts: {subject: name},
		});
	}
	if (data.length > limits.maxPayload) {
		throw new WizardError('api/too-large', {
			message: `A message of ${data.length} bytes is larger than the broker's ${limits.maxPayload}.`,
			hint: 'Send it in pieces.',
			facts: {subject: name, bytes: data.length},
		});
	}
}
