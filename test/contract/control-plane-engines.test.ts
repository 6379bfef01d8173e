/** One login opens all of the platform's real engines: the vault, the registry, the message broker and the runtime. */
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {connect, nkeyAuthenticator} from '@nats-io/transport-node';
import {expect, onTestFinished, test} from 'vitest';
import {servePlatform} from '../../source/platform/serve/serve-platform.ts';
import {logsReplySchema} from '../../source/shared/api-contract.ts';
import {type LogMessage, logMessageSchema} from '../../source/shared/log-message.ts';
import {pushApp} from '../support/control-plane/app-image.ts';
import {signIn} from '../support/control-plane/platform-client.ts';

const program = `
const {createServer} = require('node:http');
createServer((request, response) => {
	console.log('served ' + request.url);
	response.end(process.env.GREETING ?? 'nobody');
}).listen(process.env.PORT);
`;

test('an image that was pushed runs with its secrets and is heard', async () => {
	const dataFolder = await mkdtemp(join(tmpdir(), 'cs-platform-'));
	onTestFinished(() => rm(dataFolder, {recursive: true, force: true}));
	const env = {PATH: process.env['PATH'], CS_VAULT_DEV_ROOT_TOKEN: 'root-of-the-test', NATS_STREAM_PREFIX: 'mine'};
	const platform = await servePlatform({dataFolder, version: '1', env, port: 0});
	onTestFinished(() => platform.close());
	const me = await signIn(platform.info);
	const {vault, nats} = me.login;

	const askVault = (path: string, token: string, body?: unknown) =>
		fetch(`${vault.address}/v1/${path}`, {
			method: body === undefined ? 'GET' : 'POST',
			headers: {'x-vault-token': token, 'content-type': 'application/json'},
			...(body === undefined ? {} : {body: JSON.stringify(body)}),
		});
	expect((await askVault('secret/data/local/hello', vault.token, {data: {GREETING: 'hello', OTHER: 'x'}})).status).toBe(
		200,
	);
	expect((await askVault('sys/policies/acl/root', vault.token)).status).toBe(403);
	expect((await askVault('auth/token/lookup-self', 'root-of-the-test')).status).toBe(200);

	const image = await pushApp(me, program);
	const serviceId = await me.createService('hello');
	const connection = await connect({
		servers: nats.servers,
		authenticator: nkeyAuthenticator(new TextEncoder().encode(nats.nkey_seed)),
	});
	onTestFinished(() => connection.close());
	const heard: LogMessage[] = [];
	connection.subscribe(`mine.app.log.${serviceId}`, {
		callback: (_error, message) => void heard.push(logMessageSchema.parse(message.json())),
	});
	await connection.flush();

	const deploymentId = await me.deploy(serviceId, {
		image,
		secretsPath: 'secret/local/hello',
		secretNames: ['GREETING'],
	});
	const {status, url, error} = await me.ended(deploymentId);
	expect({status, error}).toEqual({status: 'SUCCESS', error: undefined});
	const reply = await fetch(`${url}/from-the-test`);
	expect(await reply.text()).toBe('hello');

	await expect.poll(() => heard.map(({content}) => content)).toContain('served /from-the-test\n');
	const {lines} = await me.parsed(logsReplySchema, me.get(`/api/v1/services/${serviceId}/logs`));
	for (const {seq, content} of heard)
		expect(lines.find(line => line.seq === seq)).toMatchObject({phase: 'run', content: content.trimEnd()});

	await me.send('/api/cli/logout', {});
	expect((await askVault('auth/token/lookup-self', vault.token)).status).toBe(403);
	await platform.close();
	await expect(fetch(`${url}/`)).rejects.toThrow('fetch failed');
});
