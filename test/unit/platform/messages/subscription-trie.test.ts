import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {covers, isLiteral, isSubscribable} from '../../../../source/platform/messages/subjects.ts';
import {SubscriptionTrie} from '../../../../source/platform/messages/subscription-trie.ts';

const tokens = (...all: readonly string[]) =>
	fc.array(fc.constantFrom(...all), {minLength: 1, maxLength: 4}).map(parts => parts.join('.'));
const pattern = tokens('a', 'b', '*', '>').filter(isSubscribable);
const literal = tokens('a', 'b', 'c').filter(isLiteral);

test('finds what one finds by looking at each, also after some have gone', () => {
	fc.assert(
		fc.property(
			fc.array(pattern, {maxLength: 20}),
			fc.array(literal, {maxLength: 10}),
			fc.nat(20),
			(patterns, subjects, gone) => {
				const trie = new SubscriptionTrie<{subject: string; queue: string}>();
				const all = patterns.map(subject => ({subject, queue: ''}));
				for (const one of all) trie.add(one);
				for (const subject of subjects) trie.match(subject);
				for (const one of all.slice(0, gone)) trie.remove(one);

				for (const subject of subjects) {
					const expected = all.slice(gone).filter(one => covers(one.subject, subject));
					expect(new Set(trie.match(subject).plain)).toEqual(new Set(expected));
				}
			},
		),
	);
});

test('puts the members of a queue group together, whatever they subscribed to', () => {
	const trie = new SubscriptionTrie<{subject: string; queue: string}>();
	for (const [subject, queue] of [
		['a.*', 'q'],
		['a.b', 'q'],
		['a.>', 'other'],
		['>', ''],
	] as const)
		trie.add({subject, queue});

	const {plain, queues} = trie.match('a.b');

	expect(plain).toHaveLength(1);
	expect(queues.map(members => members.length).sort((a, b) => a - b)).toEqual([1, 2]);
});

test('matches nothing on an empty token', () => {
	const trie = new SubscriptionTrie<{subject: string; queue: string}>();
	trie.add({subject: '>', queue: ''});

	expect(trie.match('a..b').plain).toEqual([]);
});

test('takes a subject of two thousand tokens', () => {
	const trie = new SubscriptionTrie<{subject: string; queue: string}>();
	const long = Array.from({length: 2000}, () => '*').join('.');
	trie.add({subject: long, queue: ''});

	expect(trie.match(long.replaceAll('*', 'a')).plain).toHaveLength(1);
});
