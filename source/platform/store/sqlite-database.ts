import type {SQLInputValue, StatementSync} from 'node:sqlite';
import type {SqliteDatabase, SqliteStatement} from 'kysely';
import {withoutSqliteWarning} from './without-sqlite-warning.ts';

/** Statements that give rows; node:sqlite tells it only on newer Node versions. */
const givesRows = /^\s*(?:select|with|pragma|values|explain)\b|\breturning\b/i;

/**
 * node:sqlite in the shape that Kysely's SQLite dialect drives.
 * Other processes (`platform keys`) may hold the same file open, so writers wait for each other
 * and a transaction takes the write lock at its start: one that began by reading would be refused in its middle.
 */
export function sqliteDatabase(path: string): SqliteDatabase {
	const {DatabaseSync} = withoutSqliteWarning(() => process.getBuiltinModule('node:sqlite'));
	const database = new DatabaseSync(path, {enableForeignKeyConstraints: true});
	// By pragma: the option of that name is younger than the oldest Node we run on.
	database.exec('pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = full;');
	return {
		close: () => database.close(),
		prepare: sql => statement(database.prepare(sql === 'begin' ? 'begin immediate' : sql), givesRows.test(sql)),
	};
}

function statement(prepared: StatementSync, reader: boolean): SqliteStatement {
	return {
		reader,
		all: parameters => prepared.all(...parameters.map(toSqlValue)),
		run: parameters => prepared.run(...parameters.map(toSqlValue)),
		iterate: parameters => prepared.iterate(...parameters.map(toSqlValue)),
	};
}

function toSqlValue(value: unknown): SQLInputValue {
	if (value === undefined) return null;
	if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
		return value;
	if (typeof value === 'boolean') return value ? 1 : 0;
	if (value instanceof Uint8Array) return value;
	throw new TypeError(`A column does not hold a value of type ${typeof value}.`);
}
