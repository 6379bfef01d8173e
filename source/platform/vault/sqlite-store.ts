import type {Kysely, Migration} from 'kysely';
import {migrate, openDatabase} from '../store/open-database.ts';
import type {Barrier} from './barrier.ts';
import {parseJson} from './json.ts';
import type {Storage, Store} from './storage.ts';

interface Schema {
	vault_entry: {
		path: string;
		format: number;
		key_id: string;
		nonce: Uint8Array;
		ciphertext: Uint8Array;
		tag: Uint8Array;
	};
}

const migrations: Readonly<Record<string, Migration>> = {
	'001_entries': {
		async up(db) {
			await db.schema
				.createTable('vault_entry')
				.addColumn('path', 'text', column => column.primaryKey())
				.addColumn('format', 'integer', column => column.notNull())
				.addColumn('key_id', 'text', column => column.notNull())
				.addColumn('nonce', 'blob', column => column.notNull())
				.addColumn('ciphertext', 'blob', column => column.notNull())
				.addColumn('tag', 'blob', column => column.notNull())
				.execute();
		},
	},
};

/** The vault's entries in a SQLite file, each value sealed by the barrier. */
export async function openStore(databaseFile: string, barrier: Barrier): Promise<Store> {
	const db = openDatabase<Schema>(databaseFile);
	await migrate(db, {part: 'vault', migrations});
	return {
		transact: work => db.transaction().execute(transaction => work(storageOn(transaction, barrier))),
		close: () => db.destroy(),
	};
}

function storageOn(db: Kysely<Schema>, barrier: Barrier): Storage {
	return {
		hideId: id => barrier.hideId(id),
		async get(path) {
			const row = await db.selectFrom('vault_entry').selectAll().where('path', '=', path).executeTakeFirst();
			if (row === undefined) return undefined;
			return parseJson(barrier.open(path, {...row, keyId: row.key_id}));
		},
		async put(path, value) {
			const {format, keyId, nonce, ciphertext, tag} = barrier.seal(path, JSON.stringify(value));
			const columns = {format, key_id: keyId, nonce, ciphertext, tag};
			await db
				.insertInto('vault_entry')
				.values({path, ...columns})
				.onConflict(conflict => conflict.column('path').doUpdateSet(columns))
				.execute();
		},
		async delete(path) {
			await db.deleteFrom('vault_entry').where('path', '=', path).execute();
		},
		async list(prefix) {
			const rows = await db
				.selectFrom('vault_entry')
				.select('path')
				.where('path', '>=', prefix)
				.where('path', '<', endOf(prefix))
				.orderBy('path')
				.execute();
			return rows.map(({path}) => path.slice(prefix.length));
		},
		async deleteAll(prefix) {
			await db.deleteFrom('vault_entry').where('path', '>=', prefix).where('path', '<', endOf(prefix)).execute();
		},
	};
}

/** The first path after all that start with the prefix: `/` is followed by `0`. */
function endOf(prefix: string): string {
	if (!prefix.endsWith('/')) throw new TypeError('A prefix ends in a slash.');
	return `${prefix.slice(0, -1)}0`;
}
