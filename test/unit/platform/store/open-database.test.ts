import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Kysely, Migration} from 'kysely';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {migrate, openDatabase} from '../../../../source/platform/store/open-database.ts';

interface Schema {
	thing: {id: string; size: number; body: Uint8Array | null};
}

const migrations: Record<string, Migration> = {
	'001-things': {
		up: db =>
			db.schema
				.createTable('thing')
				.addColumn('id', 'text', column => column.primaryKey())
				.addColumn('size', 'bigint', column => column.notNull())
				.addColumn('body', 'blob')
				.execute(),
	},
};

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'cs-store-'));
});
afterEach(() => rm(folder, {recursive: true}));

async function openThings(): Promise<Kysely<Schema>> {
	const db = openDatabase<Schema>(join(folder, 'things.db'));
	await migrate(db, {part: 'things', migrations});
	return db;
}

test('keeps rows over a reopen, and migrating again changes nothing', async () => {
	const first = await openThings();
	await first
		.insertInto('thing')
		.values({id: 'a', size: 2 ** 40, body: new Uint8Array([1, 2])})
		.execute();
	await first.destroy();

	const second = await openThings();
	expect(await second.selectFrom('thing').selectAll().execute()).toEqual([
		{id: 'a', size: 2 ** 40, body: new Uint8Array([1, 2])},
	]);
	await second.destroy();
});

test('a transaction that throws leaves nothing behind', async () => {
	const db = await openThings();
	const broken = db.transaction().execute(async within => {
		await within.insertInto('thing').values({id: 'a', size: 1, body: null}).execute();
		throw new Error('stop');
	});
	await expect(broken).rejects.toThrow('stop');
	expect(await db.selectFrom('thing').selectAll().execute()).toEqual([]);
	await db.destroy();
});

test('tells how many rows a change touched and gives the rows it returns', async () => {
	const db = await openThings();
	const made = await db.insertInto('thing').values({id: 'a', size: 1, body: null}).returning('id').execute();
	const changed = await db.updateTable('thing').set({size: 2}).where('id', '=', 'a').executeTakeFirst();
	expect(made).toEqual([{id: 'a'}]);
	expect(changed.numUpdatedRows).toBe(1n);
	await db.destroy();
});

test('two handles on one file count up one after the other', async () => {
	const [one, two] = [await openThings(), await openThings()];
	await one.insertInto('thing').values({id: 'a', size: 0, body: null}).execute();
	const countUp = (db: Kysely<Schema>) =>
		db.transaction().execute(async within => {
			const {size} = await within.selectFrom('thing').select('size').executeTakeFirstOrThrow();
			await within
				.updateTable('thing')
				.set({size: size + 1})
				.execute();
		});
	for (let round = 0; round < 5; round++) {
		await countUp(one);
		await countUp(two);
	}
	expect(await one.selectFrom('thing').select('size').execute()).toEqual([{size: 10}]);
	await Promise.all([one.destroy(), two.destroy()]);
});
