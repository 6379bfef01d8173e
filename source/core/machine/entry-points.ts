import {fileURLToPath} from 'node:url';
import {Worker, type WorkerOptions} from 'node:worker_threads';

/** Programs of ours that run in a thread or a process of their own. Each is a file of its own in dist/, named by its key. */
const entryPoints = {
	'log-worker': '../logs/log-worker.ts',
	'layers-worker': '../build/builders/layers-worker.ts',
	'keyring-child': '../credentials/keyring-child.ts',
	'front-process': '../../platform/serve/front-process.ts',
	main: '../../main.ts',
} as const;
export type EntryPoint = keyof typeof entryPoints;

/** Where an entry point is: its source when we run from source, its bundle when we run from dist/. */
export function entryPointUrl(name: EntryPoint): URL {
	const fromSource = import.meta.url.endsWith('.ts');
	return new URL(fromSource ? entryPoints[name] : `./${name}.js`, import.meta.url);
}

export const entryPointPath = (name: EntryPoint): string => fileURLToPath(entryPointUrl(name));

/** A worker sees none of our environment: secrets reach it by message only. */
export function startWorker(name: EntryPoint, options: WorkerOptions = {}): Worker {
	return new Worker(entryPointUrl(name), {env: {}, ...options});
}
