/** An app built upon an image that lies in the registry it is deployed to. */
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import * as z from 'zod';
import {smallBase} from '../support/base-image.ts';
import {Stranger} from '../support/program.ts';
import {registryClient} from '../support/registry-client.ts';

const signedIn = z.object({
	registry: z.object({url: z.string(), username: z.string(), password: z.string(), namespace: z.string()}),
});
const manifestSchema = z.object({
	layers: z.array(z.object({digest: z.string(), annotations: z.record(z.string(), z.string()).optional()})),
});

let stranger: Stranger;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
	stranger = await Stranger.arrives();
	const {lines} = await stranger.tells(['platform', 'start', '--port', '0', '--detach']);
	const {url, api_key: key, client_id: client} = lines[0] ?? {};
	env = {CS_API_URL: String(url), CS_API_KEY: String(key), CS_CLIENT_ID: String(client)};
});
afterAll(() => stranger.leaves());

const up = (app: string, ...words: readonly string[]) =>
	stranger.tells(['up', '--cwd', app, '--non-interactive', '--service', 'hello-node', ...words], {env});

async function platformRegistry() {
	const reply = await fetch(`${env['CS_API_URL']}/api/cli/auth`, {
		method: 'POST',
		headers: {'content-type': 'application/json'},
		body: JSON.stringify({api_key: env['CS_API_KEY'], client_id: env['CS_CLIENT_ID']}),
	});
	const {registry} = signedIn.parse(await reply.json());
	const host = registry.url.replace(/^https?:\/\//, '');
	const client = registryClient(() => ({
		fetch,
		url: `http://${host}`,
		user: registry.username,
		password: registry.password,
	}));
	return {client, host, namespace: registry.namespace};
}

test('its layers stand below the app, are mounted and not sent, and the app answers', async () => {
	const app = await stranger.copyOf('hello-node');
	const {client, host, namespace} = await platformRegistry();
	const base = await smallBase();
	await client.pushImage(`${namespace}/base`, base, 'v1');

	const deployed = await up(app, '--base', `${host}/${namespace}/base:v1`);
	expect(deployed).toMatchObject({code: 0});
	const result = deployed.lines.at(-1) ?? {};
	expect(result).toMatchObject({outcome: 'live', release: 1});
	expect(await (await fetch(String(result['url']))).text()).toBe('Hello from hello-node\n');
	const pushed = deployed.lines.find(({type, task}) => type === 'task.finished' && task === 'image.push');
	expect(pushed?.['summary']).toMatch(/^1 of 3 layers new/);

	const {image} = z.object({image: z.object({digest: z.string()})}).parse(result);
	const stored = await client.getManifest('GET', `${namespace}/hello-node`, image.digest);
	expect(manifestSchema.parse(await stored.json()).layers).toMatchObject([
		...base.layers.map(({digest}) => ({digest})),
		{annotations: {'dev.cs-wizard.layer': 'application'}},
	]);
	expect((await up(app, '--base', `${host}/${namespace}/base:v1`)).lines.at(-1)).toMatchObject({outcome: 'unchanged'});
});

test('one that is out of reach is an error when it is asked for, and left out when the project only names it', async () => {
	const app = await stranger.copyOf('hello-node', 'offline');

	const asked = await up(app, '--base', '127.0.0.1:1/acme/base:v1');
	expect(asked.lines.at(-1)).toMatchObject({
		outcome: 'failed',
		error: {code: 'registry/failed', message: expect.stringContaining('127.0.0.1:1/acme/base:v1 is out of reach')},
	});

	await writeFile(join(app, 'cloudstation.json'), JSON.stringify({build: {base: '127.0.0.1:1/acme/base:v1'}}));
	const named = await up(app);
	expect(named).toMatchObject({code: 0});
	const told = named.lines.filter(({type}) => type === 'task.log').map(({content}) => String(content));
	expect(told.join('\n')).toMatch(/out of reach, so this image goes without it; its host needs node/);
});
