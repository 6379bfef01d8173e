import {mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {systemClock} from '../../source/core/machine/clock.ts';
import {isRunning, readIdentity} from '../../source/core/machine/detached-process.ts';
import {findFreePort} from '../../source/core/machine/local-ports.ts';
import {createProcessRuntime} from '../../source/platform/runtimes/process-runtime.ts';
import type {ReleaseOutcome, ReleaseSpec, Runtime} from '../../source/platform/runtimes/runtime.ts';
import type {RuntimeImage} from '../../source/platform/workloads/runtime-image.ts';
import type {Secret} from '../../source/shared/secret.ts';

/** A runtime over a temporary folder and images in memory, with all it told. */
export interface RuntimeBench {
	readonly folder: string;
	readonly port: number;
	readonly runtime: Runtime;
	readonly lines: string[];
	readonly happened: string[];
	readonly waiting: string[];
	spec(release: number, more?: Partial<ReleaseSpec>): ReleaseSpec;
	deploy(
		release: number,
		image: RuntimeImage,
		more?: Partial<ReleaseSpec>,
		signal?: AbortSignal,
	): Promise<ReleaseOutcome>;
	get(path?: string): Promise<string>;
	/** The pids of all apps that run from the folder, whoever started them. */
	apps(): Promise<readonly number[]>;
	close(): Promise<void>;
}

export async function openRuntimeBench(): Promise<RuntimeBench> {
	const folder = await mkdtemp(join(tmpdir(), 'cs-runtime-'));
	const port = await findFreePort();
	const images = new Map<string, RuntimeImage>();
	const lines: string[] = [];
	const happened: string[] = [];
	const waiting: string[] = [];
	const runtime = createProcessRuntime({
		folder,
		clock: systemClock,
		env: process.env,
		events: {
			line: ({instance, stream, content}) => lines.push(`${instance} ${stream} ${content}`),
			happened: ({phase, message}) => happened.push(`${phase}: ${message}`),
			waiting: ({reason}) => waiting.push(reason),
		},
		readImage: async ref => {
			const image = images.get(ref);
			if (image === undefined) throw new Error(`no image ${ref}`);
			return image;
		},
	});
	const spec = (release: number, more: Partial<ReleaseSpec> = {}): ReleaseSpec => ({
		serviceId: 'svc-1',
		serviceName: 'shop',
		deploymentId: `dep-${release}`,
		release,
		image: `127.0.0.1:1/cs/shop@sha256:${String(release).padStart(64, '0')}`,
		port,
		count: 1,
		environment: async () => new Map<string, Secret>(),
		health: {type: 'http', path: '/'},
		healthTimeoutMs: 10_000,
		...more,
	});
	return {
		folder,
		port,
		runtime,
		lines,
		happened,
		waiting,
		spec,
		deploy: (release, image, more = {}, signal = new AbortController().signal) => {
			const wanted = spec(release, more);
			images.set(wanted.image, image);
			return runtime.release(wanted, signal);
		},
		get: async (path = '/') => (await fetch(`http://127.0.0.1:${port}${path}`)).text(),
		async apps() {
			const instances = join(folder, 'services/svc-1/instances');
			const names = await readdir(instances).catch(() => []);
			const identities = await Promise.all(names.map(name => readIdentity(join(instances, name, 'identity'))));
			return identities.flatMap(identity => (identity !== null && isRunning(identity) ? [identity.pid] : []));
		},
		async close() {
			await runtime.stopEverything();
			await rm(folder, {recursive: true, force: true});
		},
	};
}

/** Waits until it is so; the test's own time limit ends it otherwise. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
	while (!(await isSo())) await new Promise(resolve => setTimeout(resolve, 20));
}

/** A small app that answers every request with a text and logs it. */
export const answering = (text: string): Readonly<Record<string, string>> => ({
	'server.mjs': `
import {createServer} from 'node:http';
const server = createServer((request, response) => {
	console.log(request.method + ' ' + request.url);
	response.end(${JSON.stringify(text)});
});
server.listen(Number(process.env.PORT), process.env.HOST, () => console.log('listening'));
process.on('SIGTERM', () => server.close(() => process.exit(0)));
`,
});
