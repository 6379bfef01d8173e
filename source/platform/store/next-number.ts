import type {Kysely} from 'kysely';
import type {PlatformSchema} from './schema.ts';

/** Counts up from 1 and never gives a number twice, also when rows are deleted later. */
export async function nextNumber(db: Kysely<PlatformSchema>, name: 'account' | 'job'): Promise<number> {
	const {value} = await db
		.insertInto('counter')
		.values({name, value: 1})
		.onConflict(conflict => conflict.column('name').doUpdateSet(row => ({value: row('counter.value', '+', 1)})))
		.returning('value')
		.executeTakeFirstOrThrow();
	return value;
}
