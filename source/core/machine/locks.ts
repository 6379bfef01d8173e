/**
 * A lock is a file made with O_EXCL that says who holds it. It is taken over only when its holder is dead on this
 * machine or of an earlier boot, by one waiter at a time.
 */
import {constants, readFileSync, rmSync} from 'node:fs';
import {open, readFile, rm, stat} from 'node:fs/promises';
import {hostname} from 'node:os';
import * as z from 'zod';
import {WizardError} from '../../shared/errors.ts';
import type {Clock} from './clock.ts';
import {fileError, systemCode} from './file-errors.ts';
import {isAlive, ownIdentity} from './process-identity.ts';

const holderSchema = z.object({
	pid: z.int(),
	startTime: z.string(),
	host: z.string(),
	boot: z.string(),
	command: z.string(),
});
type Holder = z.infer<typeof holderSchema>;

export interface LockOptions {
	readonly clock: Clock;
	/** What is held, for people: `the deploy of hello-node`. */
	readonly what: string;
	readonly command: string;
	readonly patienceMs?: number;
	readonly signal?: AbortSignal;
}

export interface Lock {
	release(): Promise<void>;
}

/** @throws `machine/locked` naming the holder when it is still held after `patienceMs` (10 s) */
export async function takeLock(
	path: string,
	{clock, what, command, patienceMs = 10_000, signal}: LockOptions,
): Promise<Lock> {
	const me: Holder = {...ownIdentity(), host: hostname(), boot: bootId(), command};
	const deadline = clock.monotonic() + patienceMs;
	for (let wait = 50; ; wait = Math.min(1000, wait * 2)) {
		if (await create(path, me)) return held(path);
		const holder = await readHolder(path);
		if (holder === 'torn' ? await isOld(path, clock) : holder !== null && isDead(holder)) {
			await takeOver(path, clock);
			continue;
		}
		if (holder !== null && clock.monotonic() + wait > deadline) throw locked(what, path, holder);
		await clock.sleep(wait, signal);
	}
}

export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
	const lock = await takeLock(path, options);
	try {
		return await work();
	} finally {
		await lock.release();
	}
}

function held(path: string): Lock {
	const state = {released: false};
	const atExit = () => {
		if (!state.released) rmSync(path, {force: true});
	};
	process.once('exit', atExit);
	return {
		async release() {
			state.released = true;
			process.removeListener('exit', atExit);
			await rm(path, {force: true});
		},
	};
}

async function create(path: string, me: Holder): Promise<boolean> {
	try {
		const handle = await open(
			path,
			constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
			0o600,
		);
		try {
			await handle.writeFile(JSON.stringify(me));
		} catch (error) {
			// Half a lock would hold up everybody for a while, and on a full disk for nothing.
			await rm(path, {force: true});
			throw error;
		} finally {
			await handle.close();
		}
		return true;
	} catch (error) {
		if (systemCode(error) === 'EEXIST') return false;
		throw fileError(error, {doing: 'Locking', path});
	}
}

async function readHolder(path: string): Promise<Holder | 'torn' | null> {
	try {
		const parsed = holderSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
		return parsed.success ? parsed.data : 'torn';
	} catch (error) {
		return systemCode(error) === 'ENOENT' ? null : 'torn';
	}
}

/** A holder that died between making the file and writing its name leaves it empty. */
async function isOld(path: string, clock: Clock): Promise<boolean> {
	try {
		return clock.now() - (await stat(path)).mtimeMs > 2000;
	} catch {
		return false;
	}
}

function isDead(holder: Holder): boolean {
	if (holder.host !== hostname()) return false;
	return holder.boot !== bootId() || !isAlive(holder);
}

/** One waiter at a time looks again and removes: without that, a slow one would remove the lock that a quick one has just taken. */
async function takeOver(path: string, clock: Clock): Promise<void> {
	const guard = `${path}.takeover`;
	if (!(await create(guard, {...ownIdentity(), host: hostname(), boot: bootId(), command: 'takeover'}))) {
		const other = await readHolder(guard);
		if (other === 'torn' ? await isOld(guard, clock) : other !== null && isDead(other)) await rm(guard, {force: true});
		return;
	}
	try {
		const holder = await readHolder(path);
		if (holder !== null && (holder === 'torn' || isDead(holder))) await rm(path, {force: true});
	} finally {
		await rm(guard, {force: true});
	}
}

function bootId(): string {
	try {
		return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
	} catch {
		return 'unknown';
	}
}

function locked(what: string, path: string, holder: Holder | 'torn'): WizardError {
	const who = holder === 'torn' ? 'another process' : `process ${holder.pid} on ${holder.host} (${holder.command})`;
	return new WizardError('machine/locked', {
		message: `Another cs-wizard holds ${what}: ${who}.`,
		hint: 'Wait until it ends, or end it, then run this again.',
		next:
			holder === 'torn' || holder.host === hostname()
				? []
				: [{command: `rm ${path}`, when: `when nothing of ours runs on ${holder.host} any more`}],
		facts: holder === 'torn' ? {} : {pid: holder.pid, host: holder.host},
	});
}
