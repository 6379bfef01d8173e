import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {type Acl, createAcl} from '../../../../source/platform/vault/acl.ts';
import {type Capability, parsePolicy} from '../../../../source/platform/vault/policy-rules.ts';

const acl = (rules: Readonly<Record<string, readonly Capability[]>>): Acl =>
	createAcl(Object.entries(rules).map(([path, capabilities]) => ({path, capabilities})));

test.each<[string, string, Readonly<Record<string, readonly Capability[]>>, string, readonly Capability[]]>([
	['an exact rule', 'a prefix', {'a/b': ['read'], 'a/*': ['list']}, 'a/b', ['read']],
	['an exact rule', 'a denied prefix', {'a/b': ['read'], 'a/*': ['deny']}, 'a/b', ['read']],
	['the longer prefix', 'the shorter', {'a/*': ['read'], 'a/b*': ['list']}, 'a/bc', ['list']],
	['a denied longer prefix', 'the shorter', {'a/*': ['read'], 'a/b/*': ['deny']}, 'a/b/c', ['deny']],
	['a later wildcard', 'an earlier', {'a/+/c': ['read'], '+/b/c': ['list']}, 'a/b/c', ['read']],
	['a prefix that ends later', 'a segment wildcard', {'a/b*': ['list'], 'a/+': ['read']}, 'a/bc', ['list']],
	['a wildcard without a star', 'one with', {'a/+': ['read'], 'a/*': ['list']}, 'a/b', ['read']],
	['a wildcard without a star', 'the same with', {'a/+/c': ['read'], 'a/+/*': ['list']}, 'a/b/c', ['read']],
	['fewer wildcards', 'more', {'a/+/c/*': ['read'], 'a/+/+/*': ['list']}, 'a/b/c/d', ['read']],
	['the longer', 'the shorter', {'a/+/bc*': ['read'], 'a/+/b*': ['list']}, 'a/x/bcd', ['read']],
])('%s wins over %s', (_winner, _loser, rules, path, capabilities) => {
	expect(acl(rules).capabilitiesOf(path)).toEqual(capabilities);
});

test('a plus stands for one segment, whatever is in it', () => {
	const one = acl({'a/+/c': ['read']});
	expect(one.allows('a/b/c', 'read')).toBe(true);
	expect(one.allows('a/b/x/c', 'read')).toBe(false);
	expect(one.allows('a/b/c/d', 'read')).toBe(false);
	// A plus within a segment is a plus.
	expect(acl({'a/+b': ['read']}).allows('a/xb', 'read')).toBe(false);
});

test('policies add up on the same path, unless one denies', () => {
	const rules = [
		...parsePolicy('path "a" { capabilities = ["read"] }'),
		...parsePolicy('path "a" { capabilities = ["list"] }'),
	];
	expect(createAcl(rules).capabilitiesOf('a')).toEqual(['list', 'read']);
	const denied = createAcl([...rules, ...parsePolicy('path "a" { capabilities = ["deny", "sudo"] }'), ...rules]);
	expect(denied.capabilitiesOf('a')).toEqual(['deny']);
	expect(denied.allows('a', 'read')).toBe(false);
});

test('a folder is listed by a rule with or without its last slash', () => {
	expect(acl({'a/b': ['list']}).allows('a/b/', 'list')).toBe(true);
	expect(acl({'a/b/': ['list']}).allows('a/b/', 'list')).toBe(true);
	expect(acl({'a/b': ['read']}).allows('a/b/', 'read')).toBe(false);
});

test('a mount is reached by a rule for something in it, and not through a denial', () => {
	expect(acl({'secret/data/a': ['read']}).reaches('secret/')).toBe(true);
	expect(acl({'secret/+/a': ['read']}).reaches('secret/')).toBe(true);
	expect(acl({'+/data/a': ['read']}).reaches('secret/')).toBe(true);
	expect(acl({'other/*': ['read']}).reaches('secret/')).toBe(false);
	expect(acl({'*': ['read'], 'secret/*': ['deny']}).reaches('secret/')).toBe(false);
});

const segment = fc.constantFrom('a', 'b', 'ab', '+');
const rulePath = fc
	.tuple(fc.array(segment, {minLength: 1, maxLength: 4}), fc.boolean())
	.map(([segments, isPrefix]) => `${segments.join('/')}${isPrefix && !segments.at(-1)?.includes('+') ? '*' : ''}`);
const requestPath = fc
	.array(fc.constantFrom('a', 'b', 'ab'), {minLength: 1, maxLength: 5})
	.map(parts => parts.join('/'));

test('the order of rules never matters, and what no rule matches is denied', () => {
	fc.assert(
		fc.property(fc.uniqueArray(rulePath, {maxLength: 6}), requestPath, (paths, path) => {
			const capabilities = ['create', 'read', 'update', 'delete', 'list', 'sudo'] as const;
			const rules = paths.map((one, index) => ({path: one, capabilities: capabilities.slice(index, index + 1)}));
			const found = createAcl(rules).capabilitiesOf(path);
			expect(createAcl([...rules].reverse()).capabilitiesOf(path)).toEqual(found);
			const matching = rules.filter(rule => createAcl([rule]).capabilitiesOf(path)[0] !== 'deny');
			expect(found).toEqual(createAcl(matching).capabilitiesOf(path));
		}),
	);
});
