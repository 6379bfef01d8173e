/** The rungs below every provider: the name, the connection, a proxy on the way. */
import type {NetworkProbes} from '../../machine/network-probes.ts';
import {broken, holds, passed, type Rung} from './rung.ts';
import type {ServerAddress} from './server-address.ts';

export function dnsRung({host, proxy}: ServerAddress, probes: NetworkProbes): Rung {
	return {
		name: 'dns',
		async look() {
			if (proxy !== null) return passed('the proxy looks the name up');
			const probed = await probes.resolve(host);
			if (probed.ok) return holds(probed.found.join(', '));
			const why = probed.code === 'ENOTFOUND' ? 'no such name' : `the name server does not answer, ${probed.code}`;
			return broken(
				`${host} does not resolve (${why})`,
				'Check the spelling of the address, and that this machine reaches your name server or VPN.',
			);
		},
	};
}

export function tcpRung({host, port, url, proxy}: ServerAddress, probes: NetworkProbes): Rung {
	return {
		name: 'tcp',
		async look() {
			if (proxy !== null) return passed('the proxy connects');
			const probed = await probes.connect({host, port});
			if (probed.ok) return holds(`port ${port}`);
			const refused = probed.code === 'ECONNREFUSED';
			return broken(
				`nothing answers at ${host}:${port} (${refused ? 'connection refused' : probed.code})`,
				`${
					refused ? 'Check the port, and that the server runs.' : 'Check the port, and that no firewall stands between.'
				} Try it yourself:\n  curl -sS ${url.origin}`,
			);
		},
	};
}

export function proxyRung({host, port, proxy, encrypted}: ServerAddress, probes: NetworkProbes): Rung {
	return {
		name: 'proxy',
		async look() {
			if (proxy === null) return passed('none is set for this address');
			const where = proxy.host;
			const around = `Set NO_PROXY=${host} when the server is reached without the proxy.`;
			if (!encrypted) {
				const reached = await probes.connect({host: proxy.hostname, port: Number(proxy.port || 80)});
				return reached.ok ? holds(where) : broken(`the proxy ${where} does not answer (${reached.code})`, around);
			}
			const probed = await probes.tunnel(proxy, {host, port});
			if (!probed.ok) return broken(`the proxy ${where} does not answer (${probed.code})`, around);
			if (probed.found >= 200 && probed.found < 300) return holds(where);
			const why = probed.found === 407 ? 'it wants its own sign-in' : `it answered ${probed.found}`;
			return broken(`the proxy ${where} lets nothing through to ${host}:${port} (${why})`, around);
		},
	};
}
