/** Live lines over NATS with the official client, reconnecting for ever. */
import type {ConnectionOptions, NatsConnection} from '@nats-io/transport-node';
import {logSubjects} from '../../../shared/log-message.ts';
import type {LogAccess, LogSource, SourceNeeds, SourceOutputs} from './source.ts';

const firstWaitMs = 250;
const longestWaitMs = 5000;

export const natsSource: LogSource = {
	id: 'nats',
	async run(needs, outputs, signal) {
		const {access, clock} = needs;
		let wasConnected = false;
		let mayRenew = true;
		for (let tries = 0; !signal.aborted; tries += 1) {
			const {nats} = access.current();
			if (nats.servers.length === 0) {
				outputs.link({state: 'closed', detail: 'the platform names no NATS server'});
				return;
			}
			outputs.link({state: wasConnected ? 'reconnecting' : 'connecting', detail: `nats ${hostsOf(nats.servers)}`});
			const end = await connectOnce(needs, outputs, {signal, isFirst: !wasConnected});
			if (signal.aborted) return;
			if (end.connected) {
				wasConnected = true;
				mayRenew = true;
				tries = 0;
			}
			outputs.link({state: 'reconnecting', detail: end.detail});
			// A seed that ran out is fetched again once; refused again, it is waited for like any other trouble.
			if (end.refused && mayRenew) {
				try {
					mayRenew = false;
					if (await access.renew()) continue;
				} catch {
					// Whoever signs in could not be asked just now.
					mayRenew = true;
				}
			}
			await clock.sleep(Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(tries, 6)), signal).catch(() => undefined);
		}
	},
};

interface End {
	readonly connected: boolean;
	readonly refused: boolean;
	readonly detail: string;
}

async function connectOnce(
	{access}: SourceNeeds,
	outputs: SourceOutputs,
	{signal, isFirst}: {readonly signal: AbortSignal; readonly isFirst: boolean},
): Promise<End> {
	const {connect, errors} = await import('../../machine/nats-client.ts');
	const isRefusal = (error: unknown) =>
		error instanceof errors.AuthorizationError ||
		error instanceof errors.UserAuthenticationExpiredError ||
		// A seed that is none: a new one may be better.
		(error instanceof Error && error.name === 'NKeysError');
	let connection: NatsConnection | undefined;
	const close = () => void connection?.close();
	try {
		connection = await connect(await connectOptions(access.current()));
		signal.addEventListener('abort', close, {once: true});
		if (signal.aborted) close();
		subscribe(connection, access.current().nats.prefix, outputs);
		await connection.flush();
		outputs.link({state: isFirst ? 'connected' : 'resumed', detail: `nats ${connection.getServer()}`});
		void tellStatus(connection, outputs);
		const reason = await connection.closed();
		return {connected: true, refused: isRefusal(reason), detail: describe(reason)};
	} catch (error) {
		await connection?.close().catch(() => undefined);
		return {connected: false, refused: isRefusal(error), detail: describe(error)};
	} finally {
		signal.removeEventListener('abort', close);
	}
}

/** Figures: reliability of a stream over an outage. The client's own defaults give up after 20 s. */
async function connectOptions({nats}: LogAccess): Promise<ConnectionOptions> {
	const {nkeyAuthenticator} = await import('../../machine/nats-client.ts');
	const seed = nats.nkeySeed.reveal();
	return {
		servers: nats.servers.map(server => server.replace(/^(?:nats|tls):\/\//, '')),
		name: 'cs-wizard logs',
		...(seed === '' ? {} : {authenticator: nkeyAuthenticator(new TextEncoder().encode(seed))}),
		maxReconnectAttempts: -1,
		reconnectTimeWait: 250,
		reconnectJitter: 250,
		reconnectJitterTLS: 1000,
		pingInterval: 10_000,
		maxPingOut: 2,
		ignoreAuthErrorAbort: false,
		timeout: 5000,
		// The scheme alone enforces nothing: without this the client goes on in plain text.
		...(nats.servers.some(server => server.startsWith('tls://')) ? {tls: {}} : {}),
	};
}

/** Each subject by itself: one that is not allowed must not take the others down. */
function subscribe(connection: NatsConnection, prefix: string, outputs: SourceOutputs): void {
	for (const subject of logSubjects(prefix).everything) {
		connection.subscribe(subject, {
			callback(error, message) {
				if (error === null) outputs.message(message.subject, message.string());
			},
		});
	}
}

async function tellStatus(connection: NatsConnection, outputs: SourceOutputs): Promise<void> {
	for await (const status of connection.status()) {
		switch (status.type) {
			case 'disconnect':
			case 'staleConnection':
			case 'reconnecting':
				outputs.link({state: 'reconnecting', detail: `nats ${connection.getServer()}`});
				break;
			case 'reconnect':
				// The subscriptions were sent again; what was said meanwhile is asked for once they hold.
				await connection.flush().catch(() => undefined);
				outputs.link({state: 'resumed', detail: `nats ${connection.getServer()}`});
				break;
			default:
				break;
		}
	}
}

/** The client's texts hold addresses and reasons, never a seed; only their first line is shown. */
function describe(reason: unknown): string {
	if (!(reason instanceof Error)) return 'nats closed the connection';
	return `nats: ${reason.message.split('\n')[0] ?? ''}`.slice(0, 200);
}

function hostsOf(servers: readonly string[]): string {
	return servers.map(server => server.replace(/^\w+:\/\//, '').replace(/^.*@/, '')).join(', ');
}
