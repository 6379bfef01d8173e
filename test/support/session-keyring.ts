/** A desktop session's keychain of a test's own: Debian's dbus-daemon and gnome-keyring, each ended by its process. */
import {type ChildProcess, execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdir, mkdtemp, rm} from 'node:fs/promises';
import {createServer, type Server} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {setTimeout as sleep} from 'node:timers/promises';
import {promisify} from 'node:util';

const run = promisify(execFile);

type Env = Readonly<Record<string, string>>;

export class SessionKeyring {
	readonly #folder: string;
	readonly #children: ChildProcess[] = [];
	#address = '';
	#daemon: ChildProcess | undefined;

	private constructor(folder: string) {
		this.#folder = folder;
	}

	/** A session whose login keyring is open, as after a person signed in at the desktop. */
	static async unlocked(): Promise<SessionKeyring> {
		const session = await SessionKeyring.#bus();
		await session.#start('right');
		return session;
	}

	/** A session whose login keyring nobody opened. */
	static async locked(): Promise<SessionKeyring> {
		const session = await SessionKeyring.unlocked();
		await session.#end(session.#daemon);
		await session.#start('wrong');
		return session;
	}

	static async #bus(): Promise<SessionKeyring> {
		const session = new SessionKeyring(await mkdtemp(join(tmpdir(), 'session-')));
		for (const name of ['run', 'data', 'home']) await mkdir(join(session.#folder, name), {mode: 0o700});
		const socket = `unix:path=${join(session.#folder, 'bus')}`;
		const bus = session.#spawn('dbus-daemon', [
			'--session',
			'--nofork',
			'--nopidfile',
			`--address=${socket}`,
			'--print-address',
		]);
		const [address] = await Promise.race([
			once(createInterface({input: bus.stdout ?? process.stdin}), 'line'),
			missing(bus),
		]);
		session.#address = String(address);
		return session;
	}

	/** What a program of this session needs in its environment. */
	get env(): Env {
		return {
			PATH: '/usr/local/bin:/usr/bin:/bin',
			HOME: join(this.#folder, 'home'),
			XDG_RUNTIME_DIR: join(this.#folder, 'run'),
			XDG_DATA_HOME: join(this.#folder, 'data'),
			DBUS_SESSION_BUS_ADDRESS: this.#address,
		};
	}

	/** What Debian's own tool finds under these attributes; null when nothing. */
	async lookUp(...attributes: readonly string[]): Promise<string | null> {
		try {
			return (await run('secret-tool', ['lookup', ...attributes], {env: this.env})).stdout;
		} catch {
			return null;
		}
	}

	/** As a person does it: the value from standard input. */
	async store(value: string, ...attributes: readonly string[]): Promise<void> {
		const child = spawn('secret-tool', ['store', '--label=of a test', ...attributes], {env: this.env});
		const ended = once(child, 'exit');
		child.stdin.end(value);
		await Promise.race([ended, missing(child)]);
	}

	/** It is there and says nothing any more. */
	freeze(): void {
		this.#daemon?.kill('SIGSTOP');
	}

	thaw(): void {
		this.#daemon?.kill('SIGCONT');
	}

	async end(): Promise<void> {
		for (const child of this.#children.toReversed()) await this.#end(child);
		await rm(this.#folder, {recursive: true, force: true, maxRetries: 5});
	}

	async #start(password: string): Promise<void> {
		const daemon = this.#spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets']);
		this.#daemon = daemon;
		// Not a line: a newline would be part of the password.
		daemon.stdin?.end(password);
		await Promise.race([this.#answers(), missing(daemon)]);
	}

	async #answers(): Promise<void> {
		const question = [
			'--session',
			'--print-reply',
			'--dest=org.freedesktop.DBus',
			'/',
			'org.freedesktop.DBus.NameHasOwner',
			'string:org.freedesktop.secrets',
		];
		for (let tries = 0; tries < 200; tries += 1) {
			if ((await run('dbus-send', question, {env: this.env})).stdout.includes('true')) return;
			await sleep(50);
		}
		throw new Error('gnome-keyring does not come up');
	}

	#spawn(file: string, words: readonly string[]): ChildProcess {
		const child = spawn(file, words, {env: this.env, stdio: ['pipe', 'pipe', 'ignore']});
		this.#children.push(child);
		return child;
	}

	async #end(child: ChildProcess | undefined): Promise<void> {
		if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
		const gone = once(child, 'exit');
		child.kill('SIGKILL');
		await gone;
	}
}

/** A bus that takes every connection and never says a word. */
export async function muteBus(): Promise<{readonly env: Env; close(): Promise<void>}> {
	const folder = await mkdtemp(join(tmpdir(), 'mute-'));
	const server: Server = createServer(socket => socket.on('error', () => undefined).resume());
	server.listen(join(folder, 'bus'));
	await once(server, 'listening');
	return {
		env: {DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(folder, 'bus')}`, XDG_RUNTIME_DIR: folder},
		async close() {
			server.close();
			await rm(folder, {recursive: true, force: true});
		},
	};
}

function missing(child: ChildProcess): Promise<never> {
	return new Promise((_resolve, reject) => child.once('error', reject));
}
