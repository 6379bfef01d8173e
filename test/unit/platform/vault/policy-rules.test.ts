import {expect, test} from 'vitest';
import {parsePolicy} from '../../../../source/platform/vault/policy-rules.ts';

test('HCL with comments, shorthands and old policies', () => {
	const text = `
		# one comment
		name = "team" // another
		/* and
		a third */
		path "/secret/data/+/api" { comment = "read only", capabilities = ["read", "list",] }
		path "secret/*" {
			policy = "write"
		}
		path "x" { capabilities = ["sudo", "deny"] }
	`;
	expect(parsePolicy(text)).toEqual([
		{path: 'secret/data/+/api', capabilities: ['read', 'list']},
		{path: 'secret/*', capabilities: ['create', 'read', 'update', 'delete', 'list']},
		{path: 'x', capabilities: ['deny']},
	]);
});

test('the JSON form gives the same rules', () => {
	const json = {path: {'secret/data/*': {capabilities: ['read']}, 'secret/metadata/*': {capabilities: ['list']}}};
	const hcl = 'path "secret/data/*" { capabilities = ["read"] }\npath "secret/metadata/*" { capabilities = ["list"] }';
	expect(parsePolicy(JSON.stringify(json))).toEqual(parsePolicy(hcl));
	expect(parsePolicy(JSON.stringify({path: [json.path]}))).toEqual(parsePolicy(hcl));
});

test.each([
	['path "a" { capabilities = ["fly"] }', 'path "a": invalid capability "fly"'],
	['path "a/+*" { capabilities = ["read"] }', 'path "a/+*": invalid use of wildcards (\'+*\' is forbidden)'],
	['path "a" { policy = "admin" }', 'path "a": invalid policy "admin"'],
	['\npaths "a" {}', 'invalid key "paths" on line 2'],
	['path "a" {\n capability = ["read"] }', 'path "a": invalid key "capability" on line 2'],
	['path "a" { capabilities = ["read"] ', 'line 1: expected a key, found "the end"'],
	['path "a', 'line 1: unexpected "\\""'],
	[
		'path "a" { allowed_parameters = { "x" = [] } }',
		'path "a": the development vault does not apply allowed_parameters',
	],
])('%j is refused by name', (text, why) => {
	expect(() => parsePolicy(text)).toThrow(`failed to parse policy: ${why}`);
});

test('a text that is nested without end is refused, not followed', () => {
	expect(() => parsePolicy(`path "a" ${'{ a '.repeat(10_000)}`)).toThrow('nested too deep');
	expect(() => parsePolicy(`path "a" { capabilities = ${'['.repeat(10_000)}`)).toThrow('nested too deep');
});
