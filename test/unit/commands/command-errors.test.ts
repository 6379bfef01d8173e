import {describe, expect, test} from 'vitest';
import {errorLines} from '../../../source/commands/command-errors.ts';
import {toWizardError, WizardError} from '../../../source/shared/errors.ts';

const locked = new WizardError('machine/locked', {
	message: 'Another deploy of hello holds the lock.',
	hint: 'Wait until it ends.',
	next: [
		{command: 'cs-wizard deploy status', when: 'to see how it stands'},
		{command: 'ps', when: 'to find it'},
	],
	cause: new TypeError('token=hunter2'),
});

test('what, why, the commands to copy in a column, and where to read on', () => {
	expect(errorLines(locked, {verbose: false, env: {LANG: 'en_US.UTF-8'}})).toEqual([
		'✖ Another deploy of hello holds the lock.',
		'  Wait until it ends.',
		'    cs-wizard deploy status  to see how it stands',
		'    ps                       to find it',
		'  machine/locked, exit 11, docs/reference/errors.md#machine-locked',
	]);
});

test('a locale without Unicode gets a letter', () => {
	expect(errorLines(locked, {verbose: false, env: {LANG: 'C', LC_ALL: ''}})[0]).toMatch(/^x /);
	expect(errorLines(locked, {verbose: false, env: {LANG: 'C', LC_ALL: 'C.utf8'}})[0]).toMatch(/^✖ /);
});

describe('--verbose', () => {
	test('says where it came from, never what another library said', () => {
		const text = errorLines(locked, {verbose: true, env: {}}).join('\n');
		expect(text).toMatch(/caused by TypeError\n {2}at /);
		expect(text).not.toContain('hunter2');
	});

	test('a bug keeps its words to itself', () => {
		const lines = errorLines(toWizardError(new Error('password=hunter2')), {verbose: true, env: {}});
		expect(lines.join('\n')).not.toContain('hunter2');
		expect(lines).toContain('  internal/bug, exit 70, docs/reference/errors.md#internal-bug');
	});
});
