/** Packs layers in a thread of its own, so that hashing and compressing never hold up the screen. */
import {parentPort, workerData} from 'node:worker_threads';
import {toWizardError} from '../../../shared/errors.ts';
import {systemClock} from '../../machine/clock.ts';
import {openBlobCache} from '../layers/blob-cache.ts';
import {packLayer} from '../layers/pack-layer.ts';
import {type PackReply, packRequest} from '../layers/worker-messages.ts';

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's port has no origin
const say = (reply: PackReply): void => parentPort?.postMessage(reply);
const progressEveryMs = 50;

async function main(): Promise<void> {
	const {cacheFolder, job} = packRequest.parse(workerData);
	const cache = await openBlobCache(cacheFolder, () => systemClock.now());
	const told = {at: 0};
	const layer = await packLayer(job, cache, {
		leftOut: (path, why) => say({type: 'left-out', path, why}),
		progress(bytes) {
			const now = systemClock.monotonic();
			if (now - told.at < progressEveryMs) return;
			told.at = now;
			say({type: 'progress', bytes});
		},
	});
	say({type: 'packed', layer});
}

try {
	await main();
} catch (error) {
	const {code, message, hint, facts} = toWizardError(error);
	say({type: 'failed', error: {code, message, hint, facts}});
}
