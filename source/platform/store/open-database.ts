import {Kysely, type Migration, Migrator, SqliteDialect} from 'kysely';
import {sqliteDatabase} from './sqlite-database.ts';

/**
 * Opens (or makes) a SQLite file for Kysely; `:memory:` is a database of its own.
 * WAL with `synchronous = full`: what was committed outlives kill -9 and a power cut.
 */
export function openDatabase<Schema>(path: string): Kysely<Schema> {
	return new Kysely<Schema>({dialect: new SqliteDialect({database: sqliteDatabase(path)})});
}

interface Migrations {
	/** Each part of the platform counts its own migrations: `platform`, `vault`. */
	readonly part: string;
	/** Run in the order of their names; one that has run is never edited. */
	readonly migrations: Readonly<Record<string, Migration>>;
}

/** Brings a database to the newest schema, each step in a transaction. @throws what the step that broke threw */
export async function migrate<Schema>(db: Kysely<Schema>, {part, migrations}: Migrations): Promise<void> {
	const migrator = new Migrator({
		db,
		provider: {getMigrations: () => Promise.resolve({...migrations})},
		migrationTableName: `${part}_migration`,
		migrationLockTableName: `${part}_migration_lock`,
	});
	const {error} = await migrator.migrateToLatest();
	if (error !== undefined) throw error;
}
