/** kill -9 of the platform in the middle of a deploy: the URL answers all the while, and there is one release and never a half. */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {expect, onTestFinished, test} from 'vitest';
import * as z from 'zod';
import {deploymentsReplySchema} from '../../source/shared/api-contract.ts';
import {Secret} from '../../source/shared/secret.ts';
import {pushApp} from '../support/control-plane/app-image.ts';
import {signIn} from '../support/control-plane/platform-client.ts';

const infoSchema = z.object({url: z.string(), api_key: z.string().nullable(), client_id: z.string()});

/** `text` may take a while to be ready, so that a kill finds it in its middle. */
const answering = (text: string) => `
const {createServer} = require('node:http');
const server = createServer((request, response) => response.end(${JSON.stringify(text)}));
setTimeout(() => server.listen(process.env.PORT), 200);
`;

async function serve(dataFolder: string) {
	const program = fileURLToPath(new URL('../support/control-plane/serve-until-killed.ts', import.meta.url));
	const child = spawn(process.execPath, [program, dataFolder], {stdio: ['ignore', 'pipe', 'inherit']});
	for await (const line of createInterface({input: child.stdout}))
		return {child, info: infoSchema.parse(JSON.parse(line))};
	throw new Error('The platform ended without a word.');
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const ended = once(child, 'exit');
	child.kill(signal);
	await ended;
}

/** Asks again and again until stopped; gives what was answered. */
function keepAsking(url: string) {
	const state = {asking: true};
	const answers = new Set<string>();
	const asking = (async () => {
		while (state.asking) {
			answers.add(await fetch(url).then(reply => reply.text(), String));
			await new Promise(resolve => setTimeout(resolve, 10));
		}
	})();
	return async () => {
		state.asking = false;
		await asking;
		return answers;
	};
}

test('at every moment', {timeout: 90_000}, async () => {
	const dataFolder = await mkdtemp(join(tmpdir(), 'cs-platform-'));
	onTestFinished(() => rm(dataFolder, {recursive: true, force: true}));
	let {child, info} = await serve(dataFolder);
	onTestFinished(() => kill(child, 'SIGTERM'));
	const apiKey = new Secret(info.api_key ?? '');
	let me = await signIn({...info, api_key: apiKey});
	const serviceId = await me.createService('app');
	const first = await me.ended(await me.deploy(serviceId, {image: await pushApp(me, answering('release 1'))}));
	const url = first.url ?? '';

	const moments = [0, 100, 300, 700];
	for (const [index, moment] of moments.entries()) {
		const release = index + 2;
		const image = await pushApp(me, answering(`release ${release}`));
		const stopAsking = keepAsking(url);
		const key = {'idempotency-key': `key-${release}`};
		const id = await me.deploy(serviceId, {image}, key);
		await new Promise(resolve => setTimeout(resolve, moment));
		await kill(child, 'SIGKILL');
		({child, info} = await serve(dataFolder));
		me = await signIn({...info, api_key: apiKey});
		expect(await me.deploy(serviceId, {image}, key)).toBe(id);
		expect(await me.ended(id)).toMatchObject({status: 'SUCCESS', release, active: true, url});
		await expect.poll(() => fetch(url).then(reply => reply.text())).toBe(`release ${release}`);
		for (const answer of await stopAsking()) expect([`release ${release - 1}`, `release ${release}`]).toContain(answer);
	}
	const {deployments} = await me.parsed(deploymentsReplySchema, me.get(`/api/v1/deployments?serviceId=${serviceId}`));
	expect(deployments.map(({release, active}) => [release, active])).toEqual([
		[5, true],
		[4, false],
		[3, false],
		[2, false],
		[1, false],
	]);
});
