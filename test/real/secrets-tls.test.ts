/** A vault behind TLS as operators have it: a private CA, an expired certificate, another host's. */
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {request} from 'node:http';
import {createServer} from 'node:https';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest';
import {vaultDev} from '../../source/core/secrets/providers/vault.ts';
import type {Health} from '../../source/shared/health-ladder.ts';
import {providerTools, serveVault, type ServedVault} from '../support/serve-vault.ts';

const authority = `[ca]
default_ca = acme
[acme]
database = index.txt
serial = serial
new_certs_dir = .
certificate = ca.pem
private_key = ca.key
default_md = sha256
policy = names
[names]
commonName = supplied
`;

let folder: string;
let vault: ServedVault;
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'secrets-tls-'));
	vault = await serveVault();
	writeFileSync(join(folder, 'ca.cnf'), authority);
	openssl(
		'req',
		'-x509',
		'-newkey',
		'ec',
		'-pkeyopt',
		'ec_paramgen_curve:P-256',
		'-nodes',
		'-days',
		'30',
		'-subj',
		'/CN=Acme Root',
		'-keyout',
		'ca.key',
		'-out',
		'ca.pem',
	);
});
afterAll(async () => {
	await vault.close();
	rmSync(folder, {recursive: true, force: true});
});

const openssl = (...args: readonly string[]) => execFileSync('openssl', args, {cwd: folder, stdio: 'pipe'});
const fileOf = (name: string) => readFileSync(join(folder, name), 'utf8');

/** A front with a certificate of the private CA, which passes everything to the vault. */
async function front({
	host,
	from,
	to,
}: {
	readonly host: string;
	readonly from: string;
	readonly to: string;
}): Promise<number> {
	writeFileSync(join(folder, 'names'), `subjectAltName=${host}\n`);
	openssl(
		'req',
		'-newkey',
		'ec',
		'-pkeyopt',
		'ec_paramgen_curve:P-256',
		'-nodes',
		'-subj',
		'/CN=vault.acme.test',
		'-keyout',
		'server.key',
		'-out',
		'server.csr',
	);
	writeFileSync(join(folder, 'index.txt'), '');
	const dates = ['-startdate', from, '-enddate', to];
	openssl(
		'ca',
		'-batch',
		'-notext',
		'-config',
		'ca.cnf',
		'-rand_serial',
		'-extfile',
		'names',
		...dates,
		'-in',
		'server.csr',
		'-out',
		'server.pem',
	);
	const server = createServer({key: fileOf('server.key'), cert: fileOf('server.pem')}, (incoming, outgoing) => {
		const {method, url, headers} = incoming;
		incoming.pipe(
			request(`${vault.address}${url ?? ''}`, {method, headers}, reply => {
				outgoing.writeHead(reply.statusCode ?? 500, reply.headers);
				reply.pipe(outgoing);
			}),
		);
	});
	server.on('tlsClientError', () => undefined);
	await new Promise<void>(done => {
		server.listen(0, '127.0.0.1', done);
	});
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	const address = server.address();
	return typeof address === 'object' && address !== null ? address.port : 0;
}

const stamp = (daysFromNow: number): string =>
	new Date(Date.now() + daysFromNow * 86_400_000).toISOString().replaceAll(/[-:T]|\.\d+/g, '');

async function check(port: number, ca?: string): Promise<Health> {
	const settings = vault.settings({VAULT_ADDR: `https://127.0.0.1:${port}`});
	const tools = {...providerTools(), ca};
	await vaultDev.prepare(vault.settings(), providerTools());
	return vaultDev.open(settings, tools).healthCheck();
}

const brokenAt = ({layers}: Health) =>
	layers.filter(({status}) => status === 'failed').map(({name, detail}) => `${name}: ${detail}`);

test('a private CA that is not known, and then is', async () => {
	const port = await front({host: 'IP:127.0.0.1', from: stamp(-1), to: stamp(30)});
	const unknown = await check(port);
	expect(brokenAt(unknown)).toEqual([
		expect.stringMatching(/^tls: the certificate is signed by Acme Root, which this machine does not trust/),
	]);
	expect(unknown.layers[3]?.fix).toContain('VAULT_CACERT');

	const known = await check(port, fileOf('ca.pem'));
	expect(brokenAt(known)).toEqual([]);
	expect(known.status).toBe('healthy');
	expect(known.layers[3]?.detail).toBe('expires in 29 days, issued by Acme Root');
});

test('a certificate that has ended', async () => {
	const port = await front({host: 'IP:127.0.0.1', from: stamp(-30), to: stamp(-1)});
	expect(brokenAt(await check(port, fileOf('ca.pem')))).toEqual([
		expect.stringMatching(/^tls: the certificate ended /),
	]);
});

test('a certificate that is not valid yet', async () => {
	const port = await front({host: 'IP:127.0.0.1', from: stamp(1), to: stamp(30)});
	expect(brokenAt(await check(port, fileOf('ca.pem')))).toEqual([
		expect.stringMatching(/^tls: the certificate is not valid before /),
	]);
});

test("another host's certificate", async () => {
	const port = await front({host: 'DNS:other.acme.test', from: stamp(-1), to: stamp(30)});
	expect(brokenAt(await check(port, fileOf('ca.pem')))).toEqual([
		'tls: the certificate is for vault.acme.test, not for 127.0.0.1',
	]);
});
