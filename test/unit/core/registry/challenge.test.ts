import {expect, test} from 'vitest';
import {parseChallenge} from '../../../../source/core/registry/challenge.ts';

const bearer = {scheme: 'bearer', realm: 'https://auth/token', service: 'reg', scopes: ['repository:a:pull,push']};

test.each([
	['Bearer realm="https://auth/token",service="reg",scope="repository:a:pull,push"', bearer],
	['bearer service=reg , scope="repository:a:pull,push", realm="https://auth/token"', bearer],
	['Basic realm="x", Bearer realm="https://auth/token",service="reg",scope="repository:a:pull,push"', bearer],
	['Bearer realm="https://auth/a\\"b"', {scheme: 'bearer', realm: 'https://auth/a"b', service: null, scopes: []}],
	['BASIC realm="x"', {scheme: 'basic'}],
	['Negotiate', null],
	['Bearer service="x"', null],
	[undefined, null],
])('%s', (header, challenge) => {
	expect(parseChallenge(header)).toEqual(challenge);
});
