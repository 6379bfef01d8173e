import type {Clock} from '../../machine/clock.ts';
import type {NetworkProbes, PeerCertificate} from '../../machine/network-probes.ts';
import {broken, doubtful, type Finding, holds, passed, type Rung} from './rung.ts';
import type {ServerAddress} from './server-address.ts';

interface Needs {
	readonly probes: NetworkProbes;
	readonly clock: Clock;
	/** Of a private CA, PEM. */
	readonly ca?: string | undefined;
}

const day = 86_400_000;
const soon = 7 * day;

/** Who vouches for the server, how long, and whether this machine's clock agrees. */
export function tlsRung(address: ServerAddress, {probes, clock, ca}: Needs): Rung {
	const {host, port, encrypted, onThisMachine, proxy} = address;
	return {
		name: 'tls',
		async look() {
			if (!encrypted) {
				if (onThisMachine) return passed('not used on this machine');
				return doubtful('not encrypted: the token can be read on the way', 'Use an address that starts with https://.');
			}
			const options = {...(ca === undefined ? {} : {ca}), ...(proxy === null ? {} : {proxy})};
			const probed = await probes.certificate({host, port}, options);
			if (!probed.ok) {
				return broken(
					`${host}:${port} does not speak TLS (${probed.code})`,
					'Check the port, or use http:// if the server is on a network of its own.',
				);
			}
			return judge(probed.found, {host, now: clock.now()});
		},
	};
}

function judge(certificate: PeerCertificate, {host, now}: {readonly host: string; readonly now: number}): Finding {
	const {issuer, subject, validFrom, validTo, fault} = certificate;
	const clockSays = new Date(now).toISOString();
	if (fault === null) {
		const left = `expires in ${Math.floor((validTo - now) / day)} days`;
		const detail = `${left}, issued by ${issuer}`;
		return validTo - now < soon ? doubtful(detail, 'Renew the certificate of the server.') : holds(detail);
	}
	if (now < validFrom) {
		return broken(
			`the certificate is not valid before ${new Date(validFrom).toISOString()}, and it is ${clockSays} here`,
			"Set this machine's clock (timedatectl set-ntp true); if it is right, the certificate is for later.",
		);
	}
	if (now > validTo) {
		return broken(
			`the certificate ended ${new Date(validTo).toISOString()}, and it is ${clockSays} here`,
			"Renew the certificate of the server; if it is not out of date, set this machine's clock.",
		);
	}
	if (fault === 'ERR_TLS_CERT_ALTNAME_INVALID' || /altname|hostname/i.test(fault)) {
		return broken(`the certificate is for ${subject}, not for ${host}`, 'Use the name that the certificate is for.');
	}
	return broken(
		`the certificate is signed by ${issuer}, which this machine does not trust (${fault})`,
		'Name the private CA in a PEM file: VAULT_CACERT=/path/ca.pem (or NODE_EXTRA_CA_CERTS).',
	);
}
