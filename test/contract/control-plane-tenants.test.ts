/** Many tenants share one control plane, and each sees only what is its own. */
import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {deploymentsReplySchema, servicesReplySchema} from '../../source/shared/api-contract.ts';
import {startSignedIn} from '../support/control-plane/start-platform.ts';
import {signInTenant} from '../support/control-plane/tenants.ts';

test('no object of another tenant appears, whatever is asked for', async () => {
	const started = await startSignedIn();
	const tenants = [started.me, await signInTenant('blue', started), await signInTenant('green', started)];
	const things = await Promise.all(
		tenants.map(async (client, index) => {
			const serviceId = await client.createService('app');
			const deploymentId = await client.deploy(serviceId);
			await client.ended(deploymentId);
			const buildId = `build-of-${index}`;
			const lines = [{stream: 'stdout', content: 'mine alone', timestamp: 1}];
			await client.send('/api/v1/deployments/build-lines', {serviceId, deploymentId: buildId, phase: 'build', lines});
			return {serviceId, deploymentId, buildId};
		}),
	);
	const one = fc.integer({min: 0, max: tenants.length - 1});
	const path = fc.constantFrom<(thing: (typeof things)[number]) => [string, unknown?]>(
		({serviceId}) => ['/api/cli/service-details', {service_id: serviceId}],
		({serviceId}) => [`/api/v1/deployments?serviceId=${serviceId}`],
		({serviceId}) => [`/api/v1/services/${serviceId}/logs`],
		({deploymentId}) => [`/api/v1/deployments/${deploymentId}`],
		({deploymentId}) => [`/api/v1/deployments/${deploymentId}/logs`],
		({deploymentId}) => [`/api/v1/deployments/${deploymentId}/cancel`, {}],
		({deploymentId}) => [`/build-logs/${deploymentId}`],
		({buildId}) => [`/api/v1/deployments/${buildId}/logs`],
		({serviceId, buildId}) => [
			'/api/v1/deployments/build-lines',
			{serviceId, deploymentId: buildId, phase: 'build', lines: []},
		],
		({serviceId}) => ['/api/v1/deployments', {serviceId, image: started.me.imageOf('app')}],
	);
	await fc.assert(
		fc.asyncProperty(one, one, path, async (caller, owner, ask) => {
			const [client, thing] = [tenants[caller], things[owner]];
			if (client === undefined || thing === undefined || caller === owner) return;
			const [at, body] = ask(thing);
			const reply = await (body === undefined ? client.get(at) : client.send(at, body));
			expect(reply.status).toBe(404);
			const text = await reply.text();
			expect(text).not.toContain('mine alone');
		}),
		{numRuns: 300},
	);
	for (const [index, client] of tenants.entries()) {
		const {services} = await client.parsed(servicesReplySchema, client.send('/api/cli/services', {}));
		expect(services.map(({id}) => id)).toEqual([things[index]?.serviceId]);
		const {deployments} = await client.parsed(deploymentsReplySchema, client.get('/api/v1/deployments'));
		expect(deployments.map(({id}) => id)).toEqual([things[index]?.deploymentId]);
	}
});

test("a build id of another tenant's is not taken over", async () => {
	const started = await startSignedIn();
	const blue = await signInTenant('blue', started);
	const [mine, theirs] = [await started.me.createService('app'), await blue.createService('app')];
	const handIn = (client: typeof blue, serviceId: string) =>
		client.send('/api/v1/deployments/build-lines', {serviceId, deploymentId: 'b1', phase: 'build', lines: []});
	expect((await handIn(started.me, mine)).status).toBe(202);
	expect((await handIn(blue, theirs)).status).toBe(409);
});

test("an app does not get another tenant's secrets", async () => {
	const started = await startSignedIn();
	const blue = await signInTenant('blue', started);
	const serviceId = await blue.createService('app');
	const image = blue.imageOf('app');
	for (const secretsPath of ['secret/local/app', 'secret/blue/../local/app', 'secret', 'sys/raw', 'secret/blue']) {
		const reply = await blue.send('/api/v1/deployments', {serviceId, image, secretsPath});
		expect([secretsPath, reply.status]).toEqual([secretsPath, 403]);
	}
	expect((await blue.send('/api/v1/deployments', {serviceId, image, secretsPath: 'secret/blue/app'})).status).toBe(201);
});
