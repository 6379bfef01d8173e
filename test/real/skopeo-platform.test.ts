/** Debian's skopeo at the registry of a platform that runs, with the credentials of a login. */
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {Secret} from '../../source/shared/secret.ts';
import {signIn} from '../support/control-plane/platform-client.ts';
import {Stranger} from '../support/program.ts';
import {skopeo, skopeoInspect, skopeoPull, skopeoPush} from '../support/skopeo.ts';

let stranger: Stranger;
beforeEach(async () => {
	stranger = await Stranger.arrives();
});
afterEach(() => stranger.leaves());

/** A platform with hello-node live on it, and its owner signed in. */
async function deployHello() {
	const {lines} = await stranger.tells(['platform', 'start', '--port', '0', '--detach']);
	const {url, api_key: key, client_id: client} = lines[0] ?? {};
	const app = await stranger.copyOf('hello-node');
	const env = {CS_API_URL: String(url), CS_API_KEY: String(key), CS_CLIENT_ID: String(client)};
	const words = ['up', '--cwd', app, '--non-interactive', '--answers-file', join(app, 'answers.yaml')];
	const result = (await stranger.tells(words, {env})).lines.at(-1);
	expect(result).toMatchObject({outcome: 'live', image: {ref: expect.stringMatching(/@sha256:/)}});
	const me = await signIn({url: String(url), api_key: new Secret(String(key)), client_id: String(client)});
	return {me, image: String(Reflect.get(Object(result?.['image']), 'ref'))};
}

test('an image of up goes out, comes in under another name, and runs from there', async () => {
	const {me, image} = await deployHello();
	const {registry} = me.login;
	const digest = image.slice(image.indexOf('@') + 1);
	expect(image.startsWith(`${registry.url}/${registry.namespace}/hello-node@sha256:`)).toBe(true);
	expect(await skopeoInspect(image, registry)).toMatchObject({Digest: digest, Os: 'linux'});

	const layout = join(stranger.folder, 'layout');
	expect(await skopeoPull(image, layout, registry)).toBe(digest);
	const copy = `${registry.url}/${registry.namespace}/brought-in`;
	await skopeoPush(layout, `${copy}:v1`, registry);
	expect(await skopeoInspect(`${copy}:v1`, registry)).toMatchObject({Digest: digest, RepoTags: ['v1']});

	const serviceId = await me.createService('brought-in');
	const {status, url, error} = await me.ended(await me.deploy(serviceId, {image: `${copy}@${digest}`}));
	expect({status, error}).toEqual({status: 'SUCCESS', error: undefined});
	expect(await (await fetch(url ?? '')).text()).toBe('Hello from hello-node\n');
});

test('nobody gets in without a login, nor into what is not theirs, nor after the logout', async () => {
	const {me, image} = await deployHello();
	const {registry} = me.login;
	await expect(skopeoInspect(image)).rejects.toThrow(/unauthorized|authentication required/i);
	await expect(skopeoInspect(image, {...registry, password: 'guessed'})).rejects.toThrow(
		/unauthorized|authentication required|invalid username/i,
	);
	const foreign = image.replace(`/${registry.namespace}/`, '/somebody/');
	await expect(skopeoInspect(foreign, registry)).rejects.toThrow(/denied/);

	const login = ['login', '--authfile', join(stranger.folder, 'auth.json'), '--tls-verify=false'];
	const named = [...login, '-u', registry.username, '-p', registry.password, registry.url];
	expect(await skopeo(...named)).toContain('Login Succeeded!');
	await me.send('/api/cli/logout', {});
	await expect(skopeo(...named)).rejects.toThrow(/invalid username\/password/);
});
