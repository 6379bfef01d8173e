import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {createNeedles} from '../../../source/shared/needle-search.ts';

const word = fc.stringMatching(/^[abc]{2,6}$/);

test('it finds what indexOf finds', () => {
	fc.assert(
		fc.property(
			fc.uniqueArray(word, {minLength: 1, maxLength: 6}),
			fc.stringMatching(/^[abcd]{0,60}$/),
			(words, text) => {
				const seen: string[] = [];
				createNeedles(new Map(words.map(one => [one, one]))).scan(text, (one, at) => {
					seen.push(`${at} ${one}`);
					return undefined;
				});
				const wanted = words.flatMap(one =>
					Array.from({length: text.length}).flatMap((_, at) => (text.startsWith(one, at) ? `${at} ${one}` : [])),
				);
				expect(seen.toSorted()).toEqual(wanted.toSorted());
			},
		),
	);
});

test('nothing to look for is found nowhere', () => {
	createNeedles(new Map()).scan('text', () => {
		throw new Error('found something');
	});
});
