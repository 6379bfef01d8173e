import {expect, test} from 'vitest';
import {tokenShapes} from '../../../source/shared/token-shapes.ts';

test('each pattern is sticky, and what the search looks for is how it begins', () => {
	for (const {starts, pattern} of tokenShapes) {
		expect(pattern.sticky).toBe(true);
		for (const start of starts) expect(start.length).toBeGreaterThanOrEqual(3);
	}
});
