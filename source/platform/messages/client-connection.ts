import type {TcpConnection} from '../../core/machine/tcp-server.ts';
import {authenticate, type ConnectOptions, newNonce, parseConnectOptions} from './client-handshake.ts';
import type {MessageRouter, Subscriber, Subscription} from './message-router.ts';
import {OutgoingBytes} from './outgoing-bytes.ts';
import {type BrokerUser, Permissions} from './permissions.ts';
import {type ProtocolFault, type ProtocolHandler, ProtocolParser, type Publication} from './protocol-parser.ts';
import {isLiteral, isSubscribable} from './subjects.ts';

export interface BrokerLimits {
	readonly maxPayload: number;
	/** Of a control line: what is not payload. */
	readonly maxLine: number;
	/** Sent but not read; a client with more is cut off. */
	readonly maxPendingBytes: number;
	readonly maxSubscriptions: number;
	/** Pings that go unanswered before a client counts as gone. */
	readonly maxPingsOut: number;
}

interface Context {
	readonly tcp: TcpConnection;
	readonly router: MessageRouter;
	readonly limits: BrokerLimits;
	readonly users: () => readonly BrokerUser[];
	/** The fields of INFO that are the same for all clients. */
	readonly serverInfo: Readonly<Record<string, unknown>>;
	readonly clientId: number;
}

const faultTexts: Readonly<Record<ProtocolFault, string | null>> = {
	'unknown-operation': 'Unknown Protocol Operation',
	'line-too-long': 'maximum control line exceeded',
	'payload-too-large': 'Maximum Payload Violation',
	malformed: null,
};

/** HMSG's block for a request that nobody listens to. */
const noRespondersHeader = Buffer.from('NATS/1.0 503\r\n\r\n');

/** One client: its handshake, its subscriptions, and what is on the way to it. */
export class ClientConnection implements ProtocolHandler, Subscriber {
	readonly #context: Context;
	readonly #parser: ProtocolParser;
	readonly #out: OutgoingBytes;
	readonly #nonce = newNonce();
	readonly #subscriptions = new Map<string, Subscription>();
	#options: ConnectOptions | null = null;
	#user: BrokerUser | null = null;
	#permissions: Permissions | null = null;
	#open = true;
	#pingsOut = 0;
	#heardSinceCheck = true;

	constructor(context: Context) {
		const {tcp, limits, serverInfo, clientId} = context;
		this.#context = context;
		this.#parser = new ProtocolParser(this, limits);
		this.#out = new OutgoingBytes(bytes => tcp.write(bytes));
		const info = {...serverInfo, client_id: clientId, client_ip: tcp.remoteAddress, nonce: this.#nonce};
		this.#out.line(`INFO ${JSON.stringify(info)}\r\n`);
	}

	get isAuthenticated(): boolean {
		return this.#permissions !== null;
	}

	get isOpen(): boolean {
		return this.#open;
	}

	get pendingBytes(): number {
		return this.#context.tcp.pendingBytes + this.#out.waitingBytes;
	}

	receive(chunk: Buffer): void {
		if (!this.#open) return;
		this.#heardSinceCheck = true;
		this.#pingsOut = 0;
		this.#parser.feed(chunk);
	}

	/** Called at each ping interval: a silent client is pinged, one that stays silent is cut off, and so is one whose key is gone. */
	checkAlive(): void {
		if (this.#user !== null && !this.#context.users().some(one => one.nkey === this.#user?.nkey)) {
			this.close('User Authentication Revoked');
			return;
		}
		if (this.#heardSinceCheck) this.#heardSinceCheck = false;
		else if (this.#pingsOut >= this.#context.limits.maxPingsOut) this.close('Stale Connection');
		else {
			this.#pingsOut++;
			this.#out.line('PING\r\n');
		}
	}

	/** Says why in an -ERR (null for silently), sends what is on the way, and closes. */
	close(reason: string | null): void {
		if (!this.#open) return;
		this.#open = false;
		this.#parser.stop();
		this.forget();
		if (reason !== null) this.#out.line(`-ERR '${reason}'\r\n`);
		this.#out.flush();
		this.#context.tcp.end();
	}

	/** The connection is gone: so are its subscriptions. */
	forget(): void {
		this.#open = false;
		for (const subscription of this.#subscriptions.values()) this.#context.router.subscriptions.remove(subscription);
		this.#subscriptions.clear();
	}

	deliver(subscription: Subscription, publication: Publication, origin: Subscriber | null): boolean {
		if (!this.#open || (origin === this && this.#options?.echo === false)) return false;
		if (subscription.filtered && this.#permissions?.mayReceive(publication.subject) === false) return false;
		subscription.delivered++;
		if (subscription.max !== null && subscription.delivered >= subscription.max) this.#drop(subscription);
		this.#send(subscription.sid, publication);
		return true;
	}

	admits(operation: string): boolean {
		if (this.isAuthenticated || operation === 'CONNECT') return true;
		this.close('Authorization Violation');
		return false;
	}

	connect(text: string): void {
		const options = parseConnectOptions(text);
		if (options === null) {
			this.close(null);
			return;
		}
		if (this.#permissions === null) {
			const user = authenticate(options, {nonce: this.#nonce, users: this.#context.users()});
			if (user === null) {
				this.close('Authorization Violation');
				return;
			}
			this.#user = user;
			this.#permissions = new Permissions(user);
		}
		if (options.no_responders && !options.headers) {
			this.close('no responders requires headers support');
			return;
		}
		this.#options = options;
		this.#acknowledge();
	}

	ping(): void {
		this.#out.line('PONG\r\n');
	}

	pong(): void {
		// That anything was heard is noted on arrival.
	}

	subscribe(subject: string, queue: string, sid: string): void {
		if (!isSubscribable(subject)) {
			this.#complain('Invalid Subject');
			return;
		}
		if (this.#permissions?.maySubscribe(subject) !== true) {
			const group = queue === '' ? '' : ` using queue "${queue}"`;
			this.#complain(`Permissions Violation for Subscription to "${subject}"${group}`);
			return;
		}
		if (this.#subscriptions.size >= this.#context.limits.maxSubscriptions) {
			this.#complain('maximum subscriptions exceeded');
			return;
		}
		// A number that is in use stays with its first subject, as in nats-server.
		if (!this.#subscriptions.has(sid)) {
			const filtered = this.#permissions.filters(subject);
			const subscription = {subject, queue, sid, client: this, filtered, delivered: 0, max: null};
			this.#subscriptions.set(sid, subscription);
			this.#context.router.subscriptions.add(subscription);
		}
		this.#acknowledge();
	}

	unsubscribe(sid: string, max: number | null): void {
		const subscription = this.#subscriptions.get(sid);
		if (subscription !== undefined) {
			subscription.max = max;
			if (max === null || subscription.delivered >= max) this.#drop(subscription);
		}
		this.#acknowledge();
	}

	publish(publication: Publication): void {
		const {subject, reply, headerBytes} = publication;
		if (headerBytes > 0 && this.#options?.headers !== true) {
			this.close(null);
			return;
		}
		if (this.#permissions?.mayPublish(subject) !== true) {
			this.#complain(`Permissions Violation for Publish to "${subject}"`);
			return;
		}
		if (this.#options?.pedantic === true && !isLiteral(subject)) this.#complain('Invalid Publish Subject');
		this.#acknowledge();
		const delivered = this.#context.router.route(publication, this);
		if (delivered === 0 && reply !== '' && this.#options?.no_responders === true) this.#tellNobodyListens(reply);
	}

	hungUp(): void {
		this.close(null);
	}

	fault(fault: ProtocolFault): void {
		this.close(faultTexts[fault]);
	}

	#tellNobodyListens(reply: string): void {
		const own = this.#context.router.subscriptions.match(reply).plain.find(one => one.client === this);
		if (own === undefined) return;
		const {length} = noRespondersHeader;
		this.deliver(own, {subject: reply, reply: '', headerBytes: length, payload: noRespondersHeader}, null);
	}

	#send(sid: string, {subject, reply, headerBytes, payload}: Publication): void {
		const to = reply === '' ? `${subject} ${sid}` : `${subject} ${sid} ${reply}`;
		if (headerBytes > 0 && this.#options?.headers === true) {
			this.#out.message(`HMSG ${to} ${headerBytes} ${payload.length}\r\n`, payload);
		} else {
			// A client that knows no headers gets the message without them.
			const body = headerBytes > 0 ? payload.subarray(headerBytes) : payload;
			this.#out.message(`MSG ${to} ${body.length}\r\n`, body);
		}
		if (this.pendingBytes > this.#context.limits.maxPendingBytes) this.close('Slow Consumer');
	}

	#drop(subscription: Subscription): void {
		this.#subscriptions.delete(subscription.sid);
		this.#context.router.subscriptions.remove(subscription);
	}

	#acknowledge(): void {
		if (this.#options?.verbose === true) this.#out.line('+OK\r\n');
	}

	#complain(problem: string): void {
		this.#out.line(`-ERR '${problem}'\r\n`);
	}
}
