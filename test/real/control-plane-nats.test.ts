import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {connect, nkeyAuthenticator} from '@nats-io/transport-node';
import {expect, onTestFinished, test} from 'vitest';
import {servePlatform} from '../../source/platform/serve/serve-platform.ts';
import {logMessageSchema} from '../../source/shared/log-message.ts';
import {startNatsServer} from '../support/nats-server.ts';
import {pushApp} from '../support/control-plane/app-image.ts';
import {signIn} from '../support/control-plane/platform-client.ts';

const program = `
const {createServer} = require('node:http');
createServer((request, response) => response.end('ok')).listen(process.env.PORT, () => console.log('up'));
`;

test('with nats-server in the place of the broker a login hears its app there', async () => {
	const nats = await startNatsServer();
	onTestFinished(() => nats.stop());
	const dataFolder = await mkdtemp(join(tmpdir(), 'cs-platform-'));
	onTestFinished(() => rm(dataFolder, {recursive: true, force: true}));
	const env = {
		PATH: process.env['PATH'],
		NATS_SERVERS: nats.url.replace('nats://', ''),
		NATS_CLIENT_PRIVATE_KEY: nats.publisherSeed.reveal(),
		NATS_CLI_NKEY_SEED: nats.listenerSeed.reveal(),
	};
	const platform = await servePlatform({dataFolder, version: '1', env, port: 0});
	onTestFinished(() => platform.close());
	expect(platform.info.nats_url).toBe(nats.url);

	const me = await signIn(platform.info);
	const serviceId = await me.createService('app');
	const connection = await connect({
		servers: me.login.nats.servers,
		authenticator: nkeyAuthenticator(new TextEncoder().encode(me.login.nats.nkey_seed)),
	});
	onTestFinished(() => connection.close());
	const heard: string[] = [];
	connection.subscribe(`cs.app.log.${serviceId}`, {
		callback: (_error, message) => void heard.push(logMessageSchema.parse(message.json()).content),
	});
	await connection.flush();
	await me.ended(await me.deploy(serviceId, {image: await pushApp(me, program)}));
	await expect.poll(() => heard).toContain('up\n');
});
