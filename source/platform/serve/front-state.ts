/** What a front is told and what it tells, each a small file. Read without zod: a front stays small, and there is one a service. */
import {readFileSync, renameSync, writeFileSync} from 'node:fs';

/** Written by the platform. */
export interface FrontState {
	readonly serviceName: string;
	readonly port: number;
	/** Counts the changes; the front repeats the one it acts on. */
	readonly generation: number;
	/** `http` passes requests on, one by one; `tcp` passes connections on. */
	readonly mode: 'http' | 'tcp';
	/** Ports of the live release's instances on the loopback. */
	readonly targets: readonly number[];
}

/** Written by the front. */
export interface FrontStatus {
	readonly pid: number;
	readonly generation: number;
	/** Requests or connections that still go to earlier targets. */
	readonly draining: number;
	/** Why it does not listen: `EADDRINUSE`. */
	readonly problem: string | null;
}

export const readFrontState = (path: string): FrontState | null => readJson(path, isState);
export const readFrontStatus = (path: string): FrontStatus | null => readJson(path, isStatus);

export function writeFrontFile(path: string, content: FrontState | FrontStatus): void {
	const temporary = `${path}.${process.pid}.new`;
	writeFileSync(temporary, JSON.stringify(content), {mode: 0o600});
	renameSync(temporary, path);
}

function readJson<Content>(path: string, isIt: (value: unknown) => value is Content): Content | null {
	try {
		const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
		return isIt(value) ? value : null;
	} catch {
		return null;
	}
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null;

const isPort = (value: unknown): boolean =>
	typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65_536;

function isState(value: unknown): value is FrontState {
	return (
		isObject(value) &&
		typeof value['serviceName'] === 'string' &&
		isPort(value['port']) &&
		Number.isInteger(value['generation']) &&
		(value['mode'] === 'http' || value['mode'] === 'tcp') &&
		Array.isArray(value['targets']) &&
		value['targets'].every(isPort)
	);
}

function isStatus(value: unknown): value is FrontStatus {
	return (
		isObject(value) &&
		Number.isInteger(value['pid']) &&
		Number.isInteger(value['generation']) &&
		Number.isInteger(value['draining']) &&
		(value['problem'] === null || typeof value['problem'] === 'string')
	);
}
