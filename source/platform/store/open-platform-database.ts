import type {Kysely} from 'kysely';
import {kindOf, writeText} from '../../core/machine/files.ts';
import {WizardError} from '../../shared/errors.ts';
import {platformMigrations} from './migrations.ts';
import {migrate, openDatabase} from './open-database.ts';
import type {PlatformSchema} from './schema.ts';

/** The control plane's database with the newest tables. @throws `platform/start-failed` when the file is damaged or of a newer version */
export async function openPlatformDatabase(path: string): Promise<Kysely<PlatformSchema>> {
	// SQLite keeps the mode of a file that is there, and gives it to the files beside it.
	if ((await kindOf(path)) === 'absent') await writeText(path, '', {mode: 0o600});
	try {
		const db = openDatabase<PlatformSchema>(path);
		await migrate(db, {part: 'platform', migrations: platformMigrations}).catch(async (error: unknown) => {
			await db.destroy();
			throw error;
		});
		return db;
	} catch (error) {
		throw new WizardError('platform/start-failed', {
			message: `The platform's database ${path} does not open.`,
			hint: 'It is damaged or was written by a newer cs-wizard: update, or restore it from a backup.',
			next: [{command: 'cs-wizard platform start --data-dir DIR', when: 'to begin anew in another folder'}],
			facts: {path},
			cause: error,
		});
	}
}
