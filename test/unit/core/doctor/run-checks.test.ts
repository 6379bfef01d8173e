import {expect, test} from 'vitest';
import {type Check, runChecks} from '../../../../source/core/doctor/run-checks.ts';
import {systemClock} from '../../../../source/core/machine/clock.ts';
import {WizardError} from '../../../../source/shared/errors.ts';

const fine: Check = {name: 'disk', run: async () => ({status: 'ok', detail: '20 GB free', fix: ''})};
const broken: Check = {
	name: 'keychain',
	run: async () => {
		throw new WizardError('credentials/store-locked', {
			message: 'The keychain is locked.',
			hint: 'Unlock it.',
			next: [{command: 'cs-wizard auth status', when: 'to see'}],
		});
	},
};
const bug: Check = {name: 'bug', run: async () => Promise.reject(new Error('cnry_words'))};

test('every check has its say, whatever became of the one before', async () => {
	const told: string[] = [];
	const results = await runChecks([broken, fine], systemClock, ({name}) => told.push(name));

	expect(results).toMatchObject([
		{name: 'keychain', status: 'error', detail: 'The keychain is locked.', fix: 'Unlock it. cs-wizard auth status'},
		{name: 'disk', status: 'ok', detail: '20 GB free', fix: ''},
	]);
	expect(told).toEqual(['keychain', 'disk']);
});

test('what nobody foresaw is shown without its words', async () => {
	const [result] = await runChecks([bug], systemClock);

	expect(result).toMatchObject({status: 'error'});
	expect(JSON.stringify(result)).not.toContain('cnry_');
});
