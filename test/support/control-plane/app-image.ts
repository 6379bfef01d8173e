import {buffer} from 'node:stream/consumers';
import {pack} from 'tar-stream';
import {registryClient} from '../registry-client.ts';
import {type TestImage, testBlob, testImage} from '../test-image.ts';
import type {signIn} from './platform-client.ts';

/** An app in one file. */
async function appImage(program: string): Promise<TestImage> {
	const tar = pack();
	tar.entry({name: 'app/server.js', mode: 0o644}, program);
	tar.finalize();
	const layer = testBlob(await buffer(tar));
	return testImage([layer], {config: {config: {Cmd: ['node', 'server.js'], WorkingDir: '/app'}}});
}

/** Pushes an image with the credentials of a login and gives its reference. */
export async function pushApp(
	{login: {registry}}: Pick<Awaited<ReturnType<typeof signIn>>, 'login'>,
	program: string,
): Promise<string> {
	const {pushImage} = registryClient(() => ({
		fetch: request => fetch(request),
		url: `http://${registry.url}`,
		user: registry.username,
		password: registry.password,
	}));
	const image = await appImage(program);
	await pushImage(`${registry.namespace}/app`, image, 'latest');
	return `${registry.url}/${registry.namespace}/app@${image.manifest.digest}`;
}
