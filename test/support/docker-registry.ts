/** Debian's docker-registry on a free port. */
import {type ChildProcess, spawn} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

export const registryUser = {name: 'alice', password: 'a pass:word of the test'};
/** bcrypt of that password, at the least cost: this registry takes no other kind of hash. */
const htpasswdLine = `${registryUser.name}:$2b$05$FZGtFXvy.lFdaE2R2ahKVeT.qd.G0QksYMaIpyBomrpzqwdmY2SIW\n`;

export interface DockerRegistry {
	/** `host:port` */
	readonly host: string;
	stop(): Promise<void>;
}

export async function startDockerRegistry({auth}: {readonly auth: 'none' | 'htpasswd'}): Promise<DockerRegistry> {
	const folder = await mkdtemp(join(tmpdir(), 'docker-registry-'));
	const host = `127.0.0.1:${await freePort()}`;
	await writeFile(join(folder, 'htpasswd'), htpasswdLine);
	const settings = {
		version: 0.1,
		log: {level: 'error'},
		storage: {filesystem: {rootdirectory: join(folder, 'images')}},
		http: {addr: host, secret: 'one-of-the-test'},
		...(auth === 'htpasswd' ? {auth: {htpasswd: {realm: 'test', path: join(folder, 'htpasswd')}}} : {}),
	};
	// JSON is YAML too.
	await writeFile(join(folder, 'settings.yml'), JSON.stringify(settings));
	const child = spawn('docker-registry', ['serve', join(folder, 'settings.yml')], {stdio: 'ignore'});
	const missing = new Promise<never>((_resolve, reject) => {
		child.once('error', reject);
		child.once('exit', code => reject(new Error(`docker-registry ended with ${code} before it answered`)));
	});
	await Promise.race([answers(`http://${host}/v2/`), missing]);
	return {
		host,
		async stop() {
			await kill(child);
			await rm(folder, {recursive: true, force: true});
		},
	};
}

async function kill(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const gone = new Promise(resolve => child.once('exit', resolve));
	child.kill('SIGKILL');
	await gone;
}

async function answers(url: string): Promise<void> {
	while (
		!(await fetch(url).then(
			() => true,
			() => false,
		))
	)
		await sleep(25);
}

async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	await new Promise(resolve => server.close(resolve));
	if (address === null || typeof address === 'string') throw new Error('no port');
	return address.port;
}
