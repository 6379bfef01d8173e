/** Everything that a deploy needs, each part a test's own: a folder, a registry, a control plane, a target. */
import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createApiClient} from '../../source/core/api/api-client.ts';
import type {BuiltImage, Builder} from '../../source/core/build/builders/builder.ts';
import type {Stack} from '../../source/core/build/stack.ts';
import type {Session} from '../../source/core/credentials/credentials.ts';
import {deployApp} from '../../source/core/deploy/deploy-app.ts';
import type {DeployPlan} from '../../source/core/deploy/deploy-plan.ts';
import {systemClock} from '../../source/core/machine/clock.ts';
import {createHttpClient} from '../../source/core/machine/http-client.ts';
import {noRetries} from '../../source/core/machine/retry.ts';
import {credentialReplySchema} from '../../source/shared/api-contract.ts';
import type {RunEvent} from '../../source/shared/events.ts';
import {Secret} from '../../source/shared/secret.ts';
import {type Answer, type Asked, credentialReply, startFakeApi} from './fake-api.ts';
import {fakeRegistry} from './fake-registry.ts';
import {fakeTarget} from './fake-target.ts';
import {sha256, testBlob, testImage} from './test-image.ts';

const stack: Stack = {
	id: 'node',
	title: 'Node.js',
	packageManager: 'npm',
	evidence: ['package.json'],
	start: ['node', 'server.js'],
	runtime: {name: 'node', version: null},
	name: 'shop',
};

export async function deployBench() {
	const folder = await mkdtemp(join(tmpdir(), 'deploy-'));
	const registry = await fakeRegistry();
	const lines: string[] = [];
	const server = await startFakeApi(({path, body}: Asked): Answer => {
		if (path === '/api/v1/deployments/build-lines') {
			lines.push(body);
			return {json: {}};
		}
		const {registry: _registry, ...rest} = credentialReply();
		return {
			json: {
				...rest,
				registry: {
					url: `http://${registry.registry}`,
					username: 'alice',
					password: 's3cret:with:colons',
					namespace: 'acme',
				},
				expires_at: '2030-01-01T00:00:00Z',
			},
		};
	});
	const aim = fakeTarget();
	const http = createHttpClient({clock: systemClock, userAgent: 'test', env: {}, policy: noRetries});
	const session: Session = {
		account: {
			user: {id: 1, uuid: 'u', email: 'ada@x.test'},
			api_url: server.url,
			client_id: 'c',
			source: 'stored',
			credential_store: {backend: 'file', durable: true, location: '/x'},
			expires_at: '',
			services: 0,
		},
		apiUrl: server.url,
		token: new Secret('cnry_session'),
		reply: credentialReplySchema.parse(credentialReply()),
		clockSkewMs: 0,
	};
	const app = {content: 'version 1', broken: false};
	const builder: Builder = {
		id: 'fake',
		title: 'a fake',
		refuses: async () => null,
		async build(_request, report) {
			report.log('packing');
			if (app.broken) throw new Error('cnry_internal words');
			return imageOf(folder, app.content);
		},
	};
	const journals = join(folder, 'journals');
	const plan: DeployPlan = {
		folder: join(folder, 'app'),
		serviceId: 's1',
		serviceName: 'shop',
		stack,
		builder,
		start: null,
		ignore: [],
		secrets: {path: 'secret/shop', names: ['DATABASE_URL'], version: '1'},
		health: {type: 'http', path: '/'},
		count: 1,
	};
	const events: RunEvent[] = [];

	return {
		...aim,
		app,
		events,
		lines,
		registry,
		journals,
		plan,
		/** The lines of all journals, oldest run first. */
		async journalLines(): Promise<readonly string[]> {
			const names = (await readdir(journals)).sort((one, other) => (one < other ? -1 : 1));
			const texts = await Promise.all(names.map(name => readFile(join(journals, name), 'utf8')));
			return texts.flatMap(text => text.trimEnd().split('\n'));
		},
		async up(
			change: Partial<DeployPlan> = {},
			{
				signal = new AbortController().signal,
				detach,
			}: {readonly signal?: AbortSignal; readonly detach?: AbortSignal} = {},
		) {
			const api = createApiClient({http, apiUrl: server.url, signal});
			const tools = {api, session, target: aim.target, clock: systemClock, journals, cache: join(folder, 'cache')};
			const sink = (event: RunEvent) => void events.push(event);
			return deployApp({...plan, ...change}, tools, {sink, signal, ...(detach === undefined ? {} : {detach})});
		},
		async end() {
			await server.close();
			await registry[Symbol.asyncDispose]();
			await rm(folder, {recursive: true, force: true});
		},
	};
}

export type DeployBench = Awaited<ReturnType<typeof deployBench>>;

async function imageOf(folder: string, content: string): Promise<BuiltImage> {
	const {manifest, config, layers} = testImage([testBlob(content)]);
	const blob = async (bytes: Buffer, mediaType: string, title: string) => {
		const file = join(folder, `blob-${sha256(bytes).slice(7, 19)}`);
		await writeFile(file, bytes);
		return {mediaType, digest: sha256(bytes), size: bytes.length, file, title, cached: false};
	};
	const made = await Promise.all(
		layers.map(layer => blob(layer.bytes, 'application/vnd.oci.image.layer.v1.tar', 'application')),
	);
	return {
		manifest: await blob(manifest.bytes, 'application/vnd.oci.image.manifest.v1+json', 'manifest'),
		config: await blob(config.bytes, 'application/vnd.oci.image.config.v1+json', 'config'),
		layers: made,
		size: made.reduce((sum, {size}) => sum + size, config.bytes.length),
	};
}
