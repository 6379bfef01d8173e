/** Where the platform publishes lines and events: its own broker, or a NATS server of the operator's. */
import {createUser, fromSeed} from '@nats-io/nkeys';
import * as z from 'zod';
import {type Clock, systemClock} from '../../core/machine/clock.ts';
import {readPrivateText, writePrivateText} from '../../core/machine/private-files.ts';
import {WizardError} from '../../shared/errors.ts';
import {logSubjects} from '../../shared/log-message.ts';
import type {Secret} from '../../shared/secret.ts';
import {startBroker} from './broker.ts';
import type {BrokerUser} from './permissions.ts';

export interface MessageBus {
	/** What clients connect to. */
	readonly servers: readonly string[];
	/** The key a login is given: it may only read. */
	readonly cliSeed: string;
	readonly prefix: string;
	/** Sends JSON to a full subject (see `logSubjects`) and does not wait; a message nobody can take now is dropped. */
	publish(subject: string, payload: unknown): void;
	close(): Promise<void>;
}

interface Embedded {
	readonly host: string;
	readonly port: number;
	readonly prefix: string;
	/** Holds the CLI user's seed at 0600; written at the first start. */
	readonly keysFile: string;
	readonly clock?: Clock;
}

const keysSchema = z.object({cli_seed: z.string().regex(/^SU[A-Z2-7]{56}$/)});

/** Starts the broker of this process. @throws `machine/port-taken`, `platform/start-failed`, `credentials/damaged`, `credentials/unsafe-file` */
export async function startEmbeddedBus({
	host,
	port,
	prefix,
	keysFile,
	clock = systemClock,
}: Embedded): Promise<MessageBus> {
	const cliSeed = (await readSeed(keysFile)) ?? (await makeSeed(keysFile));
	const users = [readOnlyUser(publicKeyOf(cliSeed, keysFile), prefix)];
	const broker = await startBroker({host, port, users: () => users, serverName: 'cs-wizard', clock});
	return {
		servers: [broker.url],
		cliSeed,
		prefix,
		publish: (subject, payload) => broker.publish(subject, Buffer.from(JSON.stringify(payload))),
		close: () => broker.close(),
	};
}

/** What a login may do: follow the logs and events of this platform, and nothing else. */
function readOnlyUser(nkey: string, prefix: string): BrokerUser {
	return {
		nkey,
		publish: {deny: ['>']},
		subscribe: {allow: [...logSubjects(prefix).everything, '_INBOX.>']},
	};
}

interface Real {
	readonly servers: readonly string[];
	readonly seed: Secret;
	readonly cliSeed: Secret;
	readonly prefix: string;
	/** Told when the connection ends for good. */
	readonly onClosed?: (reason: Error | null) => void;
}

/** Connects to a NATS server by its official client and keeps reconnecting. @throws `messages/unreachable`, `messages/refused` */
export async function connectRealBus({servers, seed, cliSeed, prefix, onClosed}: Real): Promise<MessageBus> {
	const {AuthorizationError, connect, nkeyAuthenticator} = await import('../../core/machine/nats-client.ts');
	const options = {
		servers: [...servers],
		name: 'cs-wizard platform',
		authenticator: nkeyAuthenticator(new TextEncoder().encode(seed.reveal())),
		// The client's defaults give up after 20 s, and find a dead link only after minutes.
		maxReconnectAttempts: -1,
		reconnectTimeWait: 250,
		reconnectJitter: 250,
		reconnectJitterTLS: 1000,
		pingInterval: 10_000,
		maxPingOut: 2,
		ignoreAuthErrorAbort: false,
		// The address's scheme enforces nothing: without this, tls:// connects in plain text.
		...(servers.some(server => server.startsWith('tls://')) ? {tls: {}} : {}),
	};
	const connection = await connect(options).catch((error: unknown) => {
		throw connectError(error, {servers, refused: error instanceof AuthorizationError});
	});
	void connection.closed().then(reason => onClosed?.(reason instanceof Error ? reason : null));
	return {
		servers,
		cliSeed: cliSeed.reveal(),
		prefix,
		publish(subject, payload) {
			if (!connection.isClosed() && !connection.isDraining()) connection.publish(subject, JSON.stringify(payload));
		},
		async close() {
			if (!connection.isClosed()) await connection.drain().catch(() => connection.close());
		},
	};
}

async function readSeed(keysFile: string): Promise<string | null> {
	const text = await readPrivateText(keysFile);
	if (text === null) return null;
	try {
		return keysSchema.parse(JSON.parse(text)).cli_seed;
	} catch {
		throw damaged(keysFile);
	}
}

async function makeSeed(keysFile: string): Promise<string> {
	const seed = new TextDecoder().decode(createUser().getSeed());
	await writePrivateText(keysFile, `${JSON.stringify({cli_seed: seed})}\n`);
	return seed;
}

function publicKeyOf(seed: string, keysFile: string): string {
	try {
		return fromSeed(new TextEncoder().encode(seed)).getPublicKey();
	} catch {
		throw damaged(keysFile);
	}
}

function damaged(keysFile: string): WizardError {
	return new WizardError('credentials/damaged', {
		message: `The message keys in ${keysFile} do not read.`,
		hint: 'Remove the file: the next start makes new keys, and the next login gets them.',
		facts: {path: keysFile},
	});
}

function connectError(
	error: unknown,
	{servers, refused}: {readonly servers: readonly string[]; readonly refused: boolean},
): WizardError {
	const names = servers.join(', ');
	if (refused) {
		return new WizardError('messages/refused', {
			message: `The message server ${names} does not know the key it was given.`,
			hint: 'Check NATS_CLIENT_PRIVATE_KEY, and that the server lists its public key.',
			facts: {servers},
			cause: error,
		});
	}
	return new WizardError('messages/unreachable', {
		message: `The message server ${names} does not answer.`,
		hint: 'Check NATS_SERVERS, and that the server is up.',
		facts: {servers},
		cause: error,
	});
}
