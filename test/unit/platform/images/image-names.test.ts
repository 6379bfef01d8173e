import {expect, test} from 'vitest';
import {
	isRepositoryName,
	isTag,
	isUnder,
	parseDigest,
	parseImageReference,
} from '../../../../source/platform/images/image-names.ts';

const digest = `sha256:${'a'.repeat(64)}`;

test.each(['app', 'acme/app', 'acme/my-app_1.2', 'a/b/c/d', 'a--b', 'a__b'])('%s is a name', name => {
	expect(isRepositoryName(name)).toBe(true);
});

test.each([
	'',
	'/',
	'a//b',
	'../etc',
	'a/../b',
	'a/.',
	'.a',
	'A',
	'a/',
	'/a',
	'_blobs',
	'a/_tags',
	'a b',
	'a\0',
	'a..b',
	'a%2fb',
	'é',
	'a'.repeat(256),
])('%j is none', name => {
	expect(isRepositoryName(name)).toBe(false);
});

test('answers fast to a name made to be slow', () => {
	expect(isRepositoryName(`${'a-'.repeat(127)}!`)).toBe(false);
});

test('tags and digests have their own forms', () => {
	expect(['latest', 'V1.2_3-x', '_a'].every(isTag)).toBe(true);
	expect(['', '.a', '-a', 'a/b', '..', 'a'.repeat(129), 'a\n'].some(isTag)).toBe(false);
	expect(parseDigest(digest)).toEqual({text: digest, algorithm: 'sha256', hex: 'a'.repeat(64)});
	expect(parseDigest(`sha512:${'0'.repeat(128)}`)?.algorithm).toBe('sha512');
	for (const wrong of [
		'sha256:',
		`sha256:${'A'.repeat(64)}`,
		`sha256:${'a'.repeat(63)}`,
		`md5:${'a'.repeat(32)}`,
		'sha256:../../x',
	]) {
		expect(parseDigest(wrong)).toBeNull();
	}
});

test('a namespace holds itself and what is below, not its neighbours', () => {
	expect(isUnder('acme', 'acme')).toBe(true);
	expect(isUnder('acme/app', 'acme')).toBe(true);
	expect(isUnder('acmeevil/app', 'acme')).toBe(false);
	expect(isUnder('anything', '')).toBe(false);
});

test.each([
	[`127.0.0.1:5000/acme/app@${digest}`, {name: 'acme/app', reference: digest}],
	[`127.0.0.1:5000/acme/app:v1@${digest}`, {name: 'acme/app', reference: digest}],
	['localhost/acme/app:v1', {name: 'acme/app', reference: 'v1'}],
	['acme/app', {name: 'acme/app', reference: 'latest'}],
	['[::1]:5000/acme/app:v1', {name: 'acme/app', reference: 'v1'}],
	['acme/app@sha256:short', null],
	['host:5000/../etc:v1', null],
	['', null],
])('reads %s', (text, parsed) => {
	expect(parseImageReference(text)).toEqual(parsed);
});
