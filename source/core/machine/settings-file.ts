import {basename, dirname} from 'node:path';
import {fileError} from './file-errors.ts';

/** Replaces the settings of ours in a JSON file and keeps the keys it does not know. */
export async function writeSettings(path: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
	const {default: Conf} = await import('conf');
	const defined = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
	try {
		const conf = new Conf<Record<string, unknown>>({
			cwd: dirname(path),
			configName: basename(path, '.json'),
			projectName: 'cs-wizard',
			configFileMode: 0o600,
			clearInvalidConfig: true,
		});
		const kept = Object.entries(conf.store).filter(([key]) => !Object.hasOwn(settings, key));
		conf.store = {...Object.fromEntries(kept), ...defined};
	} catch (error) {
		throw fileError(error, {doing: 'Writing', path});
	}
}
