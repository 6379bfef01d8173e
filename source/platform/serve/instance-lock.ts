import {join} from 'node:path';
import {readPlatformInfo} from '../../core/api/platform-info.ts';
import type {Clock} from '../../core/machine/clock.ts';
import {type Lock, takeLock} from '../../core/machine/locks.ts';
import {isErrorWithCode, WizardError} from '../../shared/errors.ts';

/** One platform a data folder; a lock that a killed one left is taken over. @throws `platform/already-running` */
export async function takeInstanceLock(dataFolder: string, clock: Clock): Promise<Lock> {
	try {
		return await takeLock(join(dataFolder, 'platform.lock'), {
			clock,
			what: `the platform's data in ${dataFolder}`,
			command: 'platform start',
			patienceMs: 0,
		});
	} catch (error) {
		if (!isErrorWithCode(error, 'machine/locked')) throw error;
		const running = await readPlatformInfo(dataFolder);
		throw new WizardError('platform/already-running', {
			message:
				running === null
					? 'A platform is starting or stopping on this data folder.'
					: `The platform runs already, at ${running.url}.`,
			hint: 'Use the one that runs, or stop it first.',
			next: [
				{command: 'cs-wizard platform status', when: 'to see where it answers'},
				{command: 'cs-wizard platform stop', when: 'to end it and its apps'},
			],
			facts: {data_dir: dataFolder, ...(running === null ? {} : {url: running.url, pid: running.pid})},
		});
	}
}
