import {expect, test} from 'vitest';
import {parseImageReference} from '../../../../source/core/registry/image-reference.ts';

const digest = `sha256:${'a'.repeat(64)}`;

test.each([
	['node', 'registry-1.docker.io', 'library/node', 'latest'],
	['node:22-slim', 'registry-1.docker.io', 'library/node', '22-slim'],
	['docker.io/library/node:22', 'registry-1.docker.io', 'library/node', '22'],
	['docker.io/node:22', 'registry-1.docker.io', 'library/node', '22'],
	['acme/base', 'registry-1.docker.io', 'acme/base', 'latest'],
	['ghcr.io/acme/team/base:1.2', 'ghcr.io', 'acme/team/base', '1.2'],
	[`ghcr.io/acme/base:1@${digest}`, 'ghcr.io', 'acme/base', digest],
	['localhost/base', 'localhost', 'base', 'latest'],
	['127.0.0.1:5000/acme/base:v1', '127.0.0.1:5000', 'acme/base', 'v1'],
	['[::1]:5000/base', '[::1]:5000', 'base', 'latest'],
])('%s is read as Docker reads it', (text, registry, repository, reference) => {
	expect(parseImageReference(text)).toMatchObject({registry, repository, reference});
});

test('plain http is for this machine only', () => {
	expect(parseImageReference('127.0.0.1:5000/base')?.insecure).toBe(true);
	expect(parseImageReference('ghcr.io/acme/base')?.insecure).toBe(false);
	expect(parseImageReference('127.0.0.1.example.com/base')?.insecure).toBe(false);
});

test.each([
	'',
	' ',
	'Node',
	'https://ghcr.io/acme/base',
	'alice:secret@ghcr.io/base',
	'ghcr.io/../base',
	'base:',
	'base@sha256:12',
	'a b',
	'ghcr.io/',
])('%j is no image', text => {
	expect(parseImageReference(text)).toBeNull();
});
