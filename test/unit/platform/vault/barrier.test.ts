import {expect, test} from 'vitest';
import {createBarrier, SealError} from '../../../../source/platform/vault/barrier.ts';

const barrier = createBarrier(new Uint8Array(32).fill(7));
const sealed = barrier.seal('engine/a', 'hunter2');

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
	const copy = Uint8Array.from(bytes);
	copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
	return copy;
}

test('what was sealed opens under its path', () => {
	expect(barrier.open('engine/a', sealed)).toBe('hunter2');
});

test.each(['nonce', 'ciphertext', 'tag'] as const)('no flipped bit of the %s opens', part => {
	for (let bit = 0; bit < sealed[part].length * 8; bit++) {
		const damaged = {...sealed, [part]: flipped(sealed[part], bit)};
		expect(() => barrier.open('engine/a', damaged)).toThrow(SealError);
	}
});

test.each([15, 12, 8, 4, 0])('a tag cut to %i bytes does not open', length => {
	expect(() => barrier.open('engine/a', {...sealed, tag: sealed.tag.subarray(0, length)})).toThrow(SealError);
});

test('a row moved to another path, of another format or another key does not open', () => {
	expect(() => barrier.open('engine/b', sealed)).toThrow(SealError);
	expect(() => barrier.open('engine/a', {...sealed, format: 2})).toThrow(SealError);
	expect(() => barrier.open('engine/a', {...sealed, keyId: '0000000000000000'})).toThrow(SealError);
	expect(() => createBarrier(new Uint8Array(32).fill(8)).open('engine/a', sealed)).toThrow(SealError);
});

test('the same value sealed twice looks different', () => {
	const again = barrier.seal('engine/a', 'hunter2');
	expect(again.nonce).not.toEqual(sealed.nonce);
	expect(again.ciphertext).not.toEqual(sealed.ciphertext);
});
