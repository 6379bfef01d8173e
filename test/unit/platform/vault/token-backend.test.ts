import {afterEach, beforeEach, expect, test} from 'vitest';
import {type OpenVault, openVault} from '../../../support/open-vault.ts';

const second = 1000;
const minute = 60 * second;

let open: OpenVault;

beforeEach(async () => {
	open = await openVault();
	await open.vault.putPolicy('maker', 'path "auth/token/create" { capabilities = ["update"] }');
	await open.vault.putPolicy('reader', 'path "secret/data/*" { capabilities = ["read"] }');
});

afterEach(() => open.close());

const create = (body: object, token?: string) =>
	open.ask('POST', 'auth/token/create', token === undefined ? {body} : {token, body});
const lookUpSelf = (token: string) => open.ask('GET', 'auth/token/lookup-self', {token});

test('a token ends with its time', async () => {
	const {token} = await create({policies: ['reader'], ttl: '10m'});
	open.pass(10 * minute - 1);
	expect((await lookUpSelf(token)).data['ttl']).toBe(0);
	open.pass(1);
	expect(await lookUpSelf(token)).toMatchObject({status: 403, errors: ['permission denied']});
});

test('renewal goes up to the maximum and no further', async () => {
	const {token} = await create({policies: ['reader'], ttl: '10m', explicit_max_ttl: '30m'});
	const renew = () => open.ask('POST', 'auth/token/renew-self', {token, body: {increment: '20m'}});

	open.pass(5 * minute);
	expect(await renew()).toMatchObject({status: 200, leaseDuration: 1200, warnings: []});
	open.pass(18 * minute);
	expect(await renew()).toMatchObject({
		status: 200,
		leaseDuration: 420,
		warnings: ['TTL of "20m" exceeded the effective max_ttl of "7m"; TTL value is capped accordingly'],
	});
	open.pass(7 * minute);
	expect(await renew()).toMatchObject({status: 403});
});

test('children end with their parent, whether it is revoked or its time is over; orphans do not', async () => {
	for (const end of ['revoked', 'over'] as const) {
		const parent = await create({policies: ['maker', 'reader'], ttl: '10m'});
		const child = await create({policies: ['maker', 'reader'], ttl: '5h'}, parent.token);
		const grandchild = await create({policies: ['reader'], ttl: '5h'}, child.token);
		const orphan = await create({policies: ['reader'], ttl: '5h', no_parent: true});
		expect((await lookUpSelf(grandchild.token)).status).toBe(200);

		if (end === 'revoked') await open.ask('POST', 'auth/token/revoke', {body: {token: parent.token}});
		else open.pass(10 * minute);

		expect((await lookUpSelf(child.token)).status).toBe(403);
		expect((await lookUpSelf(grandchild.token)).status).toBe(403);
		expect((await open.ask('POST', 'auth/token/lookup-accessor', {body: {accessor: child.accessor}})).status).toBe(400);
		expect((await lookUpSelf(orphan.token)).status).toBe(200);
	}
});

test('revoke-orphan ends one token and leaves its children', async () => {
	const parent = await create({policies: ['maker'], ttl: '10m'});
	const child = await create({policies: ['maker'], ttl: '5h'}, parent.token);

	expect((await open.ask('POST', 'auth/token/revoke-orphan', {body: {token: parent.token}})).status).toBe(204);

	expect((await lookUpSelf(parent.token)).status).toBe(403);
	expect((await lookUpSelf(child.token)).data['orphan']).toBe(true);
});

test('nobody makes a token that may do more than themselves', async () => {
	const {token} = await create({policies: ['maker'], ttl: '10m'});
	const tried = async (body: object) => (await create(body, token)).errors;
	expect(await tried({policies: ['reader']})).toEqual(['child policies must be subset of parent']);
	expect(await tried({policies: ['root']})).toEqual(['child policies must be subset of parent']);
	expect(await tried({no_parent: true})).toEqual(['root or sudo privileges required to create orphan token']);
	expect(await tried({id: 'mine'})).toEqual(['root or sudo privileges required to specify token id']);
	await open.vault.putPolicy('sudo', 'path "auth/token/create" { capabilities = ["update", "sudo"] }');
	const sudo = await create({policies: ['sudo'], ttl: '10m'});
	expect((await create({policies: ['root']}, sudo.token)).errors).toEqual([
		'root tokens may not be created without parent token being root',
	]);
});

test.each([
	[{num_uses: 1}, 'a token with a use limit is not something that the development vault does'],
	[{period: '1h'}, 'a periodic token is not something that the development vault does'],
	[{type: 'batch'}, 'a batch token is not something that the development vault does'],
])('a limit that is left out is refused, not dropped: %j', async (body, error) => {
	expect(await create(body)).toMatchObject({status: 400, errors: [error]});
});

test('tokens that have ended are swept away', async () => {
	await create({policies: ['reader'], ttl: '5m'});
	open.pass(20 * minute);
	await create({policies: ['reader'], ttl: '5m'});
	const accessors = await open.ask('LIST', 'auth/token/accessors');
	expect(accessors.data['keys']).toHaveLength(2);
});
