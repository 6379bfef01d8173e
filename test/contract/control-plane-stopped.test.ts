/** SIGTERM, with people at work and in the middle of a release. */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {request} from 'node:http';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {expect, onTestFinished, test} from 'vitest';
import * as z from 'zod';
import {Secret} from '../../source/shared/secret.ts';
import {pushApp} from '../support/control-plane/app-image.ts';
import {signIn} from '../support/control-plane/platform-client.ts';
import {temporaryDataFolder} from '../support/control-plane/start-platform.ts';

const infoSchema = z.object({url: z.string(), api_key: z.string().nullable(), client_id: z.string()});

async function serve(dataFolder: string) {
	const program = fileURLToPath(new URL('../support/control-plane/serve-until-killed.ts', import.meta.url));
	const child = spawn(process.execPath, [program, dataFolder], {stdio: ['ignore', 'pipe', 'inherit']});
	onTestFinished(async () => {
		await stop(child);
	});
	for await (const line of createInterface({input: child.stdout}))
		return {child, info: infoSchema.parse(JSON.parse(line))};
	throw new Error('The platform ended without a word.');
}

async function stop(child: ChildProcess): Promise<number | null> {
	if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
	const ended = once(child, 'exit');
	child.kill('SIGTERM');
	await ended;
	return child.exitCode;
}

type Answer = 'whole' | 'cut' | 'refused';

/** A connection of its own for each, so that what is cut is a response and not a kept connection. */
function ask(url: string, token: string): Promise<Answer> {
	return new Promise(resolve => {
		const asked = request(url, {method: 'POST', agent: false, headers: {authorization: `Bearer ${token}`}});
		asked.on('error', () => resolve('refused'));
		asked.on('response', reply => {
			reply.on('data', () => undefined);
			reply.on('end', () => resolve(reply.complete ? 'whole' : 'cut'));
			reply.on('error', () => resolve('cut'));
		});
		asked.end();
	});
}

test('X10: under load it takes no new requests, cuts none that it answers, and is gone in time', async () => {
	const {child, info} = await serve(await temporaryDataFolder());
	const {login} = await signIn({...info, api_key: new Secret(info.api_key ?? '')});
	const answers: Answer[] = [];
	const asking = Promise.all(
		Array.from({length: 20}, async () => {
			for (let last: Answer = 'whole'; last === 'whole'; ) {
				last = await ask(`${info.url}/api/cli/refresh`, login.session_token ?? '');
				answers.push(last);
			}
		}),
	);
	await expect.poll(() => answers.length, {timeout: 10_000}).toBeGreaterThan(100);

	expect(await stop(child)).toBe(0);
	await asking;

	expect(answers.filter(answer => answer === 'cut')).toEqual([]);
	expect(answers.filter(answer => answer === 'refused')).toHaveLength(20);
});

const answering = (text: string, afterMs: number) => `
const {createServer} = require('node:http');
const server = createServer((request, response) => response.end(${JSON.stringify(text)}));
setTimeout(() => server.listen(process.env.PORT), ${afterMs});
`;

test('in the middle of a release it ends in time, and the next start finishes that release once', async () => {
	const dataFolder = await temporaryDataFolder();
	const first = await serve(dataFolder);
	const apiKey = new Secret(first.info.api_key ?? '');
	const me = await signIn({...first.info, api_key: apiKey});
	const serviceId = await me.createService('app');
	const {url = ''} = await me.ended(await me.deploy(serviceId, {image: await pushApp(me, answering('one', 0))}));
	const cutOff = await me.deploy(serviceId, {image: await pushApp(me, answering('two', 2000))});
	await expect.poll(async () => (await me.deployment(cutOff)).phases[1]?.status).toBe('in_progress');

	expect(await stop(first.child)).toBe(0);
	await expect(fetch(url)).rejects.toThrow('fetch failed');

	const {info} = await serve(dataFolder);
	const again = await signIn({...info, api_key: apiKey});
	expect(await (await fetch(url)).text()).toBe('one');
	expect(await again.ended(cutOff)).toMatchObject({status: 'SUCCESS', release: 2, active: true, url});
	expect(await (await fetch(url)).text()).toBe('two');
});
