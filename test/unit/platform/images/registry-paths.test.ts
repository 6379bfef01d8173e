import {expect, test} from 'vitest';
import {parseRegistryPath} from '../../../../source/platform/images/registry-paths.ts';

test.each([
	['/v2/', {kind: 'base'}],
	['/v2/acme/app/manifests/v1', {kind: 'manifest', name: 'acme/app', reference: 'v1'}],
	['/v2/acme/app/blobs/sha256%3Aab', {kind: 'blob', name: 'acme/app', digest: 'sha256:ab'}],
	['/v2/acme/app/blobs/uploads/', {kind: 'uploads', name: 'acme/app'}],
	['/v2/acme/app/blobs/uploads', {kind: 'uploads', name: 'acme/app'}],
	['/v2/acme/app/blobs/uploads/42', {kind: 'upload', name: 'acme/app', id: '42'}],
	['/v2/acme/blobs/manifests/tags/list', {kind: 'tags', name: 'acme/blobs/manifests'}],
	['/v2/_catalog', null],
	['/v1/acme/app/manifests/v1', null],
	['/v2/acme/%ff/manifests/v1', null],
	['/', null],
])('reads %s', (path, parsed) => {
	expect(parseRegistryPath(path)).toEqual(parsed);
});

test.each([
	'/v2/../etc/manifests/v1',
	'/v2/a%2f..%2fb/manifests/v1',
	'/v2//manifests/v1',
	'/v2/Acme/tags/list',
	'/v2/_blobs/blobs/x',
])('takes no name out of %s', path => {
	expect(() => parseRegistryPath(path)).toThrow(expect.objectContaining({code: 'NAME_INVALID'}));
});
