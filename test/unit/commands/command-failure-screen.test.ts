import {expect, test} from 'vitest';
import {failureMenu} from '../../../source/commands/command-failure-screen.ts';
import type {DeployResult} from '../../../source/core/deploy/deploy-plan.ts';

const reverted: DeployResult = {
	type: 'result',
	outcome: 'reverted',
	deployment_id: 'd-2',
	release: 5,
	image: null,
	url: null,
	duration_ms: 41_000,
	error: {
		code: 'deploy/reverted',
		message: 'Release 5 did not start: The app ended 3 times before it was healthy, the last time with code 1.',
		hint: 'The old release is still live.',
		next: [{command: 'cs-wizard logs', when: 'to see all its lines'}],
		facts: {last_lines: ['Error: DATABASE_URL is not set']},
		exitCode: 8,
		docs: '',
	},
};
const tasks = [
	{task: 'image.build', title: 'Build', state: 'done', duration_ms: 1},
	{task: 'deployment.release', title: 'Release', state: 'failed', duration_ms: 2},
] as const;
const failure = {result: reverted, exitCode: 8, tasks, live: 4, missing: null};

test('says what did not start, what is live meanwhile, how far it came and what the app said', () => {
	const {title, steps, lines, exitCode} = failureMenu(failure);

	expect(title).toBe('Release 5 did not start. Release 4 is still live.');
	expect(steps?.map(({title: name, state}) => `${name} ${state}`)).toEqual(['Build done', 'Release failed']);
	expect(lines.map(({text}) => text.trim()).filter(text => text !== '')).toEqual([
		'The app ended 3 times before it was healthy, the last time with code 1.',
		'Its last lines:',
		'Error: DATABASE_URL is not set',
		'cs-wizard logs',
	]);
	expect(exitCode).toBe(8);
});

test('a secret that is at hand is the first thing to do', () => {
	const {lines, choices} = failureMenu({...failure, missing: 'DATABASE_URL'});

	expect(lines.at(-1)?.text).toBe("DATABASE_URL is not among this service's secrets. There is one in .env.");
	expect(choices.map(({label}) => label)).toEqual([
		'Add DATABASE_URL from .env to the vault and deploy again',
		'Look at all output',
		'Leave it',
	]);
});

test('nothing is called live that is not', () => {
	expect(failureMenu({...failure, live: null}).title).toBe('Release 5 did not start.');
	const unknown = {...reverted, outcome: 'unknown'} as const;
	expect(failureMenu({...failure, result: unknown}).title).toBe('How the deployment ended is not known.');
});
