import * as z from 'zod';
import {expect, test} from 'vitest';
import {Secret} from '../../../source/shared/secret.ts';
import {confirm, multiselect, number, path, secret, select, text} from '../../../source/wizard-engine/fields.ts';
import {readAnswer} from '../../../source/wizard-engine/read-answer.ts';

const ask = 'What?';

test.each([
	[text({ask}), 12, '12'],
	[text({ask}), 'start it\r\n', 'start it'],
	[text({ask, allowEmpty: true, schema: z.string().min(3)}), '', ''],
	[path({ask}), '~/app', '~/app'],
	[number({ask}), ' 2.5 ', 2.5],
	[confirm({ask}), 'Yes', true],
	[confirm({ask}), 0, false],
	[select({ask, choices: ['a', 'b']}), ' b ', 'b'],
	[select({ask, choices: [{value: 'vault_hcp', label: 'HCP', synonyms: ['hcp_vault']}]}), 'hcp_vault', 'vault_hcp'],
	[multiselect({ask, choices: ['a', 'b']}), 'b, a,b', ['b', 'a']],
	[multiselect({ask, choices: ['a', 'b']}), '', []],
])('reads %o from %j', (field, raw, value) => {
	expect(readAnswer<unknown>(field, raw)).toEqual({ok: true, value});
});

test.each([
	[text({ask}), '', 'Type something here'],
	[text({ask}), 'two\nlines', 'Give one line of text, without control characters'],
	[text({ask}), 'a\u0000b', 'Give one line of text, without control characters'],
	[text({ask}), ['a'], 'Give one line of text'],
	[text({ask, schema: z.url()}), 'nowhere', 'This does not fit'],
	[number({ask, schema: z.number().min(1).max(8)}), '9', 'Give 8 or less'],
	[number({ask, schema: z.number().min(1)}), 0, 'Give 1 or more'],
	[number({ask}), '1e999', 'Give a number'],
	[confirm({ask}), 'perhaps', 'Answer yes or no'],
	[select({ask, choices: ['a', 'b', 'c']}), 'toString', 'It is one of a, b or c'],
	[select({ask, choices: ['a']}), 'b', 'It is a'],
	[multiselect({ask, choices: ['a', 'b']}), ['a', 'z'], 'It is one of a or b'],
	[multiselect({ask, choices: ['a', 'b']}), 3, 'Give a list'],
])('refuses for %o the answer %j', (field, raw, message) => {
	expect(readAnswer<unknown>(field, raw)).toEqual({ok: false, message});
});

test('a secret is wrapped, trimmed by its schema, checked, and never in a message', () => {
	const key = secret({ask, schema: z.string().trim().regex(/^key-/, 'Start it with key-')});
	const read = readAnswer(key, ' key-1\n');
	expect(read.ok && read.value.reveal()).toBe('key-1');
	expect(readAnswer(key, new Secret('hunter2'))).toEqual({ok: false, message: 'Start it with key-'});
	expect(readAnswer(secret({ask}), '').ok).toBe(false);
	expect(readAnswer(secret({ask, allowEmpty: true}), '').ok).toBe(true);
	expect(read.ok && readAnswer(key, read.value).ok).toBe(true);
});
