/** Runs a runtime in a process of its own, for tests that kill it: `platform-to-kill.ts FOLDER PORT TEXT RELEASE`. Says what it reached, a line each. */
import {systemClock} from '../../source/core/machine/clock.ts';
import {createProcessRuntime} from '../../source/platform/runtimes/process-runtime.ts';
import type {ReleaseSpec} from '../../source/platform/runtimes/runtime.ts';
import {memoryImage} from './memory-image.ts';
import {answering} from './runtime-bench.ts';

const [folder = '', port = '', text = '', release = ''] = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);
const runtime = createProcessRuntime({
	folder,
	clock: systemClock,
	env: process.env,
	events: {
		line: ({content}) => say(`line ${content}`),
		happened: ({message}) => say(message),
		waiting: ({reason}) => say(reason),
	},
	readImage: () => memoryImage(answering(text), ['node', 'server.mjs']),
});
const spec = (number: number): ReleaseSpec => ({
	serviceId: 'svc-1',
	serviceName: 'shop',
	deploymentId: `dep-${number}`,
	release: number,
	image: `127.0.0.1:1/cs/shop@sha256:${String(number).padStart(64, '0')}`,
	port: Number(port),
	count: 1,
	environment: async () => new Map(),
	health: {type: 'http', path: '/'},
	healthTimeoutMs: 10_000,
});
const wanted = Number(release);
if (wanted > 1) await runtime.recover([spec(wanted - 1)]);
say((await runtime.release(spec(wanted), new AbortController().signal)).outcome);
setInterval(() => undefined, 60_000);
