/** Looks at each layer on the way to a server by itself, so that a health ladder can blame the right one. No credential is ever sent. */
import {lookup} from 'node:dns/promises';
import {request} from 'node:http';
import {connect, isIP, type Socket} from 'node:net';
import {connect as connectTls, type TLSSocket} from 'node:tls';
import {systemCode} from './file-errors.ts';

export interface Endpoint {
	readonly host: string;
	readonly port: number;
}

export type Probed<Found> = {readonly ok: true; readonly found: Found} | {readonly ok: false; readonly code: string};

export interface PeerCertificate {
	readonly issuer: string;
	readonly subject: string;
	/** Milliseconds since 1970. */
	readonly validFrom: number;
	readonly validTo: number;
	/** OpenSSL's reason when it is not trusted: `CERT_HAS_EXPIRED`. */
	readonly fault: string | null;
	readonly protocol: string;
}

interface TlsOptions {
	/** Of a private CA, PEM. */
	readonly ca?: string;
	readonly proxy?: URL;
}

export interface NetworkProbes {
	/** The addresses of a name; of an address, itself. */
	resolve(host: string): Promise<Probed<readonly string[]>>;
	connect(endpoint: Endpoint): Promise<Probed<null>>;
	/** Asks the proxy for a tunnel; the found number is the status it answered. */
	tunnel(proxy: URL, endpoint: Endpoint): Promise<Probed<number>>;
	certificate(endpoint: Endpoint, options?: TlsOptions): Promise<Probed<PeerCertificate>>;
}

const patience = 5000;

export const systemProbes: NetworkProbes = {
	async resolve(host) {
		if (isIP(host) !== 0) return {ok: true, found: [host]};
		return probed(async () => (await lookup(host, {all: true})).map(({address}) => address));
	},
	connect: endpoint =>
		probed(async () => {
			(await openSocket(endpoint)).destroy();
			return null;
		}),
	tunnel: (proxy, endpoint) =>
		probed(async () => {
			const {socket, status} = await openTunnel(proxy, endpoint);
			socket.destroy();
			return status;
		}),
	certificate: (endpoint, {ca, proxy} = {}) =>
		probed(async () => {
			const socket = proxy === undefined ? undefined : (await openTunnel(proxy, endpoint)).socket;
			const tls = await openTls(endpoint, {
				...(ca === undefined ? {} : {ca}),
				...(socket === undefined ? {} : {socket}),
			});
			const found = certificateOf(tls);
			tls.destroy();
			return found;
		}),
};

async function probed<Found>(look: () => Promise<Found>): Promise<Probed<Found>> {
	try {
		return {ok: true, found: await look()};
	} catch (error) {
		return {ok: false, code: systemCode(error) ?? 'UNKNOWN'};
	}
}

function openSocket({host, port}: Endpoint): Promise<Socket> {
	return new Promise((resolve, reject) => {
		const socket = connect({host, port, timeout: patience, autoSelectFamily: true});
		socket.once('connect', () => resolve(socket));
		socket.once('timeout', () => socket.destroy(timeout()));
		socket.once('error', reject);
	});
}

function openTunnel(proxy: URL, {host, port}: Endpoint): Promise<{readonly socket: Socket; readonly status: number}> {
	return new Promise((resolve, reject) => {
		const asked = request({
			host: proxy.hostname,
			port: proxy.port === '' ? 80 : Number(proxy.port),
			method: 'CONNECT',
			path: `${host}:${port}`,
			timeout: patience,
		});
		asked.once('connect', (reply, socket) => resolve({socket, status: reply.statusCode ?? 0}));
		asked.once('timeout', () => asked.destroy(timeout()));
		asked.once('error', reject);
		asked.end();
	});
}

function openTls(
	{host, port}: Endpoint,
	{ca, socket}: {readonly ca?: string; readonly socket?: Socket},
): Promise<TLSSocket> {
	return new Promise((resolve, reject) => {
		const tls = connectTls({
			host,
			port,
			...(isIP(host) === 0 ? {servername: host} : {}),
			...(ca === undefined ? {} : {ca}),
			...(socket === undefined ? {} : {socket}),
			// What is wrong with it is read off below; nothing but the handshake is sent.
			rejectUnauthorized: false,
			timeout: patience,
		});
		tls.once('secureConnect', () => resolve(tls));
		tls.once('timeout', () => tls.destroy(timeout()));
		tls.once('error', reject);
	});
}

function certificateOf(tls: TLSSocket): PeerCertificate {
	const peer = tls.getPeerCertificate();
	const reason: unknown = tls.authorizationError;
	return {
		issuer: nameOf(peer.issuer),
		subject: nameOf(peer.subject),
		validFrom: Date.parse(peer.valid_from),
		validTo: Date.parse(peer.valid_to),
		fault: tls.authorized ? null : typeof reason === 'string' ? reason : (systemCode(reason) ?? 'UNKNOWN'),
		protocol: tls.getProtocol() ?? '',
	};
}

/** A certificate without a common name is known by its organisation. */
function nameOf(name: {readonly CN?: string | string[]; readonly O?: string | string[]} | undefined): string {
	return [name?.CN, name?.O].flat().find(one => one !== undefined && one !== '') ?? 'unknown';
}

const timeout = (): Error => Object.assign(new Error('no answer in time'), {code: 'ETIMEDOUT'});
