import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {decodeBase64, encodeBase64} from '../../../../source/platform/vault/base64.ts';

test('all bytes come back, with newlines between or without', () => {
	fc.assert(
		fc.property(fc.uint8Array(), bytes => {
			expect(decodeBase64(encodeBase64(bytes))).toEqual(Uint8Array.from(bytes));
			expect(decodeBase64(encodeBase64(bytes).split('').join('\r\n'))).toEqual(Uint8Array.from(bytes));
		}),
	);
});

test.each([
	['-__-Pg', 0],
	['***', 0],
	['YWJj*', 4],
	['YQ', 0],
	['YWJjYQ', 4],
	['YQ=', 3],
	['YQ=a', 3],
	['YQ==YQ==', 4],
	['Y===', 1],
	['=', 0],
])('%j is refused at byte %i', (text, at) => {
	expect(decodeBase64(text)).toEqual({error: `illegal base64 data at input byte ${at}`});
});
