/** A server as the lower rungs see it: host, port, and the proxy that stands between, if one does. */
import {isLoopback} from '../../machine/loopback.ts';
import type {Endpoint} from '../../machine/network-probes.ts';

export interface ServerAddress extends Endpoint {
	readonly url: URL;
	readonly encrypted: boolean;
	readonly onThisMachine: boolean;
	readonly proxy: URL | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

export function serverAddress(address: string, env: Environment): ServerAddress {
	const url = new URL(address);
	const encrypted = url.protocol === 'https:';
	const host = url.hostname.replace(/^\[|\]$/g, '');
	const port = url.port === '' ? (encrypted ? 443 : 80) : Number(url.port);
	return {url, encrypted, host, port, onThisMachine: isLoopback(url.hostname), proxy: proxyFor(url, {host, port}, env)};
}

/** By the same rules as Node's own agents: lower case wins, `NO_PROXY` lists hosts, suffixes, `host:port` or `*`. */
function proxyFor({protocol}: URL, {host, port}: Endpoint, env: Environment): URL | null {
	const kind = protocol.replace(':', '');
	const named = env[`${kind}_proxy`] ?? env[`${kind.toUpperCase()}_PROXY`] ?? '';
	if (named === '' || !URL.canParse(named)) return null;
	const spared = (env['no_proxy'] ?? env['NO_PROXY'] ?? '').split(/[\s,]+/).filter(one => one !== '');
	return spared.some(one => spares(one.toLowerCase(), host.toLowerCase(), port)) ? null : new URL(named);
}

function spares(entry: string, host: string, port: number): boolean {
	if (entry === '*' || entry === host || entry === `${host}:${port}`) return true;
	const suffix = entry.replace(/^\*?\./, '');
	return (entry.startsWith('.') || entry.startsWith('*.')) && (host === suffix || host.endsWith(`.${suffix}`));
}
