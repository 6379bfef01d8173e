import {expect, test} from 'vitest';
import {openKeyringDatabase} from '../../../../source/platform/auth/keyring.ts';
import {endBuild, openBuild} from '../../../../source/platform/logs/build-store.ts';
import {findLogSource} from '../../../../source/platform/logs/log-source.ts';
import {sleeplessClock} from '../../../support/control-plane/sleepless-clock.ts';
import {temporaryDataFolder} from '../../../support/control-plane/start-platform.ts';

async function setUp() {
	const {db} = await openKeyringDatabase(await temporaryDataFolder(), {clock: sleeplessClock()});
	const build = (id: string, now: number) => openBuild(db, {id, tenantId: 't1', serviceId: 's1', now});
	const endOf = async (id: string) => (await findLogSource(db, {tenantId: 't1', id})).ended;
	return {db, build, endOf};
}

test('the first lines make a build, later ones go on with it, and its end is final', async () => {
	const {db, build, endOf} = await setUp();
	const job = await build('b1', 0);
	expect(await build('b1', 1)).toBe(job);
	expect(await build('b2', 1)).not.toBe(job);
	expect(await endOf('b1')).toBeNull();
	expect(await endBuild(db, {id: 'b1', tenantId: 't1', status: 'failed'})).toBe(true);
	expect(await endBuild(db, {id: 'b1', tenantId: 't1', status: 'success'})).toBe(false);
	expect(await endOf('b1')).toBe('failed');
	await expect(build('b1', 2)).rejects.toMatchObject({code: 'api/conflict'});
});

test('a build that was forgotten ends when another begins hours later', async () => {
	const {build, endOf} = await setUp();
	await build('killed', 0);
	await build('next', 60_000);
	expect(await endOf('killed')).toBeNull();
	await build('much-later', 7 * 60 * 60 * 1000);
	expect(await endOf('killed')).toBe('failed');
});
