import {basename, dirname} from 'node:path';

/** Replaces the settings of ours in a JSON file and keeps the keys it does not know. */
export async function writeSettings(path: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
	const {default: Conf} = await import('conf');
	const conf = new Conf<Record<string, unknown>>({
		cwd: dirname(path),
		configName: basename(path, '.json'),
		projectName: 'cs-wizard',
		configFileMode: 0o600,
		clearInvalidConfig: true,
	});
	const defined = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
	conf.store = {...conf.store, ...defined};
	for (const [key, value] of Object.entries(settings)) {
		if (value === undefined) conf.delete(key);
	}
}
