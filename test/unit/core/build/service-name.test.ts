import {assert, property, string} from 'fast-check';
import {expect, test} from 'vitest';
import {serviceName} from '../../../../source/core/build/service-name.ts';

test.each([
	['@acme/Shop API', 'shop-api'],
	['Café_Zürich', 'cafe-zurich'],
	['9lives', 'lives'],
	['--x--', null],
	['日本', null],
	['a'.repeat(80), 'a'.repeat(40)],
])('%s becomes %s', (name, fit) => {
	expect(serviceName(name)).toBe(fit);
});

test('whatever comes in, a service name comes out or nothing', () => {
	assert(
		property(string({unit: 'grapheme'}), name => {
			expect(serviceName(name) ?? 'ok').toMatch(/^[a-z][a-z\d-]{0,38}[a-z\d]$/);
		}),
	);
});
