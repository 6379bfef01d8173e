import {once} from 'node:events';
import {WizardError} from '../../../shared/errors.ts';
import {startWorker} from '../../machine/entry-points.ts';
import type {StoredLayer} from './blob-cache.ts';
import {errorFrom, type PackReply, type PackRequest, packReply} from './worker-messages.ts';

interface Watching {
	readonly signal: AbortSignal | undefined;
	readonly progress: (bytes: number) => void;
	readonly leftOut: (path: string, why: string) => void;
}

/** Packs one layer in a worker; an abort ends the worker at once. */
export async function packInWorker(
	request: PackRequest,
	{signal, progress, leftOut}: Watching,
): Promise<StoredLayer & {readonly cached: boolean}> {
	signal?.throwIfAborted();
	const worker = startWorker('layers-worker', {workerData: request});
	const stop = (): void => void worker.terminate();
	signal?.addEventListener('abort', stop, {once: true});
	let ended: Extract<PackReply, {type: 'packed' | 'failed'}> | undefined;
	let broke: unknown;
	worker.on('message', (message: unknown) => {
		const reply = packReply.parse(message);
		if (reply.type === 'progress') progress(reply.bytes);
		else if (reply.type === 'left-out') leftOut(reply.path, reply.why);
		else ended = reply;
	});
	worker.on('error', error => {
		broke = error;
	});
	try {
		await once(worker, 'exit');
	} catch (error) {
		broke = error;
	} finally {
		signal?.removeEventListener('abort', stop);
	}
	signal?.throwIfAborted();
	if (ended?.type === 'packed') return ended.layer;
	if (ended?.type === 'failed') throw errorFrom(ended.error);
	throw new WizardError('internal/bug', {
		message: 'The thread that packs the image ended without a result.',
		hint: 'Run it again with --verbose to see where, and report it.',
		cause: broke,
	});
}
