/** Each part of the platform has a port of its own, the same after a restart, so that links and image names stay right. */
import * as z from 'zod';
import {readText, writeText} from '../../core/machine/files.ts';
import {findFreePort} from '../../core/machine/local-ports.ts';
import {isErrorWithCode} from '../../shared/errors.ts';

const portNames = ['control', 'registry', 'vault', 'broker'] as const;
type PortName = (typeof portNames)[number];

const portsSchema = z.partialRecord(z.enum(portNames), z.int().min(1).max(65_535));
type Ports = z.infer<typeof portsSchema>;

/** The control plane's first choice; the next ones are tried when it is taken. */
const controlPort = 4300;
const controlPorts = 100;

export interface KeptPorts {
	/** Calls `listen` with one port after the other until one is free, and keeps that one. */
	listenOn<Listener extends {readonly port: number}>(
		name: PortName,
		listen: (port: number) => Promise<Listener>,
	): Promise<Listener>;
	/** Listens where it was told to (0 takes a free port), and keeps that one for the next time. */
	listenAt<Listener extends {readonly port: number}>(
		name: PortName,
		port: number,
		listen: (port: number) => Promise<Listener>,
	): Promise<Listener>;
}

export async function readKeptPorts(path: string): Promise<KeptPorts> {
	const kept: Ports = await readPorts(path);
	const keep = async (name: PortName, port: number) => {
		if (kept[name] === port) return;
		kept[name] = port;
		await writeText(path, JSON.stringify(kept), {mode: 0o600});
	};
	return {
		async listenAt(name, port, listen) {
			const listener = await listen(port);
			await keep(name, listener.port);
			return listener;
		},
		async listenOn(name, listen) {
			for await (const port of candidates(name, kept)) {
				try {
					const listener = await listen(port);
					await keep(name, listener.port);
					return listener;
				} catch (error) {
					if (!isErrorWithCode(error, 'machine/port-taken')) throw error;
				}
			}
			return listen(0);
		},
	};
}

async function* candidates(name: PortName, kept: Ports): AsyncGenerator<number> {
	const own = kept[name];
	if (own !== undefined) yield own;
	const taken = new Set(portNames.filter(other => other !== name).map(other => kept[other] ?? 0));
	if (name === 'control') {
		for (let step = 0; step < controlPorts; step++) if (!taken.has(controlPort + step)) yield controlPort + step;
		return;
	}
	// Another program may take it between the look and our listening.
	for (let tries = 0; tries < 5; tries++) yield await findFreePort(taken);
}

async function readPorts(path: string): Promise<Ports> {
	try {
		const parsed = portsSchema.safeParse(JSON.parse((await readText(path)) ?? '{}'));
		return parsed.success ? parsed.data : {};
	} catch (error) {
		// Not worth failing a start for: new ports are taken.
		if (error instanceof SyntaxError) return {};
		throw error;
	}
}
