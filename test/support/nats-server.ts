/** Debian's nats-server on a free port, with one nkey that may do everything and one that may only listen to logs. */
import {type ChildProcess, spawn} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {createUser} from '@nats-io/nkeys';
import {Secret} from '../../source/shared/secret.ts';

export interface NatsServer {
	readonly url: string;
	readonly publisherSeed: Secret;
	readonly listenerSeed: Secret;
	/** kill -9: no goodbye. */
	kill(): Promise<void>;
	start(): Promise<void>;
	/** The link stays open and nothing answers. */
	freeze(): void;
	thaw(): void;
	stop(): Promise<void>;
}

export async function startNatsServer(): Promise<NatsServer> {
	const folder = await mkdtemp(join(tmpdir(), 'cs-nats-'));
	const [port, monitor] = [await freePort(), await freePort()];
	const publisher = createUser();
	const listener = createUser();
	const config = join(folder, 'nats.conf');
	await writeFile(
		config,
		`listen: 127.0.0.1:${port}
http: 127.0.0.1:${monitor}
authorization { users = [
  { nkey: ${publisher.getPublicKey()} }
  { nkey: ${listener.getPublicKey()}, permissions: { publish: [], subscribe: ["cs.build.log.>", "cs.app.log.>", "cs.deployment.>"] } }
] }
`,
	);
	const state: {child: ChildProcess | undefined} = {child: undefined};

	const start = async () => {
		const child = spawn('nats-server', ['-c', config], {stdio: 'ignore'});
		state.child = child;
		const missing = new Promise<never>((_, reject) => child.once('error', reject));
		await Promise.race([answers(`http://127.0.0.1:${monitor}/healthz`), missing]);
	};
	const kill = async () => {
		const {child} = state;
		state.child = undefined;
		if (child === undefined) return;
		const gone = new Promise(resolve => child.once('exit', resolve));
		child.kill('SIGKILL');
		await gone;
	};
	await start();
	return {
		url: `nats://127.0.0.1:${port}`,
		publisherSeed: new Secret(new TextDecoder().decode(publisher.getSeed())),
		listenerSeed: new Secret(new TextDecoder().decode(listener.getSeed())),
		kill,
		start,
		freeze: () => void state.child?.kill('SIGSTOP'),
		thaw: () => void state.child?.kill('SIGCONT'),
		async stop() {
			await kill();
			await rm(folder, {recursive: true, force: true});
		},
	};
}

async function answers(url: string): Promise<void> {
	for (;;) {
		const isUp = await fetch(url).then(
			reply => reply.ok,
			() => false,
		);
		if (isUp) return;
		await sleep(25);
	}
}

async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	await new Promise(resolve => server.close(resolve));
	if (address === null || typeof address === 'string') throw new Error('no port');
	return address.port;
}
