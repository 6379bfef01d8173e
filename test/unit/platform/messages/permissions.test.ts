import {expect, test} from 'vitest';
import {Permissions} from '../../../../source/platform/messages/permissions.ts';

const user = (publish: object, subscribe: object) => new Permissions({nkey: 'U', publish, subscribe});

test('everything is allowed to a user without rules', () => {
	const rules = new Permissions({nkey: 'U'});

	expect([rules.mayPublish('a'), rules.maySubscribe('>'), rules.mayReceive('a')]).toEqual([true, true, true]);
});

test('a wildcard is allowed only when all it stands for is', () => {
	const rules = user({}, {allow: ['logs.acme.>']});

	expect(rules.maySubscribe('logs.acme.*')).toBe(true);
	expect(rules.maySubscribe('logs.*.web')).toBe(false);
	expect(rules.maySubscribe('logs.acme')).toBe(false);
	expect(rules.maySubscribe('>')).toBe(false);
});

test('what is denied wins, and is left out of a wider wildcard message by message', () => {
	const rules = user({deny: ['>']}, {allow: ['a.>'], deny: ['a.secret.>']});

	expect(rules.mayPublish('anything')).toBe(false);
	expect(rules.maySubscribe('a.secret.x')).toBe(false);
	expect(rules.maySubscribe('a.>')).toBe(true);
	expect(rules.filters('a.>')).toBe(true);
	expect(rules.mayReceive('a.secret.x')).toBe(false);
	expect(rules.mayReceive('a.open')).toBe(true);
});

test('an empty list allows nothing', () => {
	expect(user({allow: []}, {}).mayPublish('a')).toBe(false);
});
