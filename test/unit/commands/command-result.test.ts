import {expect, test} from 'vitest';
import {resultLines} from '../../../source/commands/command-result.ts';
import {WizardError} from '../../../source/shared/errors.ts';

const result = {
	type: 'result',
	deployment_id: 'd1',
	release: 5,
	image: {ref: '127.0.0.1:5000/local/hello@sha256:0', digest: 'sha256:0'},
	url: 'http://127.0.0.1:4310',
	duration_ms: 1200,
} as const;
const error = new WizardError('deploy/reverted', {
	message: 'Release 5 ended with 1.',
	hint: 'Release 4 is still live.',
	next: [{command: 'cs-wizard logs', when: 'to see all it said'}],
	facts: {last_lines: ['DATABASE_URL is not set']},
}).toJSON();

test('what is live, and where', () => {
	expect(resultLines({...result, outcome: 'live'}, 'hello')).toEqual(['live     http://127.0.0.1:4310']);
});

test('a reverted release says why in the app’s own words, and what holds', () => {
	expect(resultLines({...result, outcome: 'reverted', error}, 'hello')).toEqual([
		'reverted Release 5 ended with 1.',
		'  | DATABASE_URL is not set',
		'  Release 4 is still live.',
		'  cs-wizard logs    to see all it said',
	]);
});

test.each(['running', 'unknown'] as const)('%s names the deployment and how to look at it again', outcome => {
	expect(resultLines({...result, outcome, error}, 'hello').join('\n')).toMatch(
		/d1[\s\S]*cs-wizard deploy (attach|status)/,
	);
});
