import {expect, test} from 'vitest';
import {startSignedIn} from '../../../support/control-plane/start-platform.ts';

test.each([
	['a tag', (registry: string) => `${registry}/local/app:latest`, 400],
	['another registry', () => `docker.io/local/app@sha256:${'a'.repeat(64)}`, 400],
	['another namespace', (registry: string) => `${registry}/other/app@sha256:${'a'.repeat(64)}`, 403],
	['a way out', (registry: string) => `${registry}/../app@sha256:${'a'.repeat(64)}`, 400],
])('an image by %s is refused', async (_what, imageOf, status) => {
	const {me} = await startSignedIn();
	const serviceId = await me.createService('app');
	const reply = await me.send('/api/v1/deployments', {serviceId, image: imageOf(me.login.registry.url)});
	expect(reply.status).toBe(status);
});
