import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {WizardError} from '../../../source/shared/errors.ts';
import {answersCatalog} from '../../../source/wizard-engine/answers-catalog.ts';
import {parseAnswersText} from '../../../source/wizard-engine/answers-text.ts';
import {collectAnswers} from '../../../source/wizard-engine/collect-answers.ts';
import {resolveAnswers} from '../../../source/wizard-engine/resolve-answers.ts';
import {exampleWizard} from './example-wizard.ts';

const laughs = `a: &a [1,1,1,1,1,1,1,1,1]
b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]
c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]
d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]
e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]
f: [*e,*e,*e,*e,*e,*e,*e,*e,*e]`;

test('reads JSON and YAML alike', () => {
	const wanted = new Map([['deploy', new Map([['count', 2]])]]);
	expect(parseAnswersText('{"deploy": {"count": 2}}', 'a.json')).toEqual(wanted);
	expect(parseAnswersText('# mine\ndeploy:\n  count: 2\n', 'a.yaml')).toEqual(wanted);
	expect(parseAnswersText('', 'a.yaml')).toEqual(new Map());
});

test.each([
	['a key twice', 'a: 1\na: 2', /gives the key a twice/],
	['a prototype', '{"__proto__": {"x": 1}}', /can't be one/],
	['a constructor', 'constructor: 1', /can't be one/],
	['a list at the top', '[1]', /is not a list of keys/],
	['a tag', 'a: !!js/function x', /uses a YAML tag/],
	['broken text', 'a: "b', /neither JSON nor YAML \(line 1/],
	['two documents', 'a: 1\n---\nb: 2', /neither JSON nor YAML/],
	['too large a file', `a: ${'x'.repeat(2_000_000)}`, /is larger than/],
	['ten thousand brackets', '['.repeat(10_000), /nested too deeply/],
	['deep lists', `a: ${'['.repeat(50)}${']'.repeat(50)}`, /nested too deeply/],
	['a billion laughs', laughs, /too many/],
	['an alias of itself', 'a: &a [*a]', /nested too deeply|neither/],
	['many values', `a: [${'1,'.repeat(20_000)}1]`, /too many values/],
	['many aliases', `a: &a 1\nb: [${'*a ,'.repeat(100)}1]`, /too many YAML aliases/],
])('refuses %s', (_, text, message) => {
	expect(() => parseAnswersText(text, 'ci.yaml')).toThrow(
		expect.objectContaining({code: 'answers/unreadable', exitCode: 2, message: expect.stringMatching(message)}),
	);
});

test('what looks like a number is kept as it is written', () => {
	const text = 'a: 0123\nb: 12\nc: 1e9\nd: True\ne: 12345678901234567890\nf: 2.50\ng: ~\nh: on';
	expect(Object.fromEntries(parseAnswersText(text, 'a.yaml'))).toEqual({
		a: '0123',
		b: 12,
		c: '1e9',
		d: 'True',
		e: '12345678901234567890',
		f: '2.50',
		g: null,
		h: 'on',
	});
});

test.each(['[]', '"', '!a ', '&a ', ': ', '- ', '? ', '{a: '])('a file full of %j is refused', piece => {
	const text = piece.repeat(Math.floor(65_536 / piece.length));
	expect(() => parseAnswersText(text, 'ci.yaml')).toThrow(WizardError);
});

test('a name with control characters reaches no message', () => {
	expect(() => parseAnswersText('[', 'ci\u001B[2J.yaml')).toThrow(/^ci�\[2J\.yaml is/);
});

const catalog = answersCatalog([exampleWizard]);
const nothing = {env: () => undefined, file: () => undefined, keychain: () => undefined, stdin: () => undefined};
const keys = fc.constantFrom(
	'example',
	'where',
	'app_name',
	'EXAMPLE_ADDR',
	'EXAMPLE_KEY',
	'count',
	'parts',
	'from',
	'name',
	'__proto__',
	'a',
);
const values = fc.letrec(tie => ({
	value: fc.oneof(
		{depthSize: 'small'},
		fc.string(),
		fc.double(),
		fc.boolean(),
		fc.constantFrom(null, 'here', 'there', 'env', 'stdin', 'y', '3', '*a', '&a x', '!!int 3'),
		fc.array(tie('value'), {maxLength: 4}),
		fc.dictionary(keys, tie('value'), {maxKeys: 5}),
	),
})).value;
const texts = fc.oneof(
	fc.string({unit: 'binary', maxLength: 200}),
	values.map(value => JSON.stringify(value)),
	fc.tuple(values, fc.nat(), fc.string({maxLength: 3})).map(([value, at, noise]) => {
		const text = JSON.stringify(value, null, 1);
		return `${text.slice(0, at % text.length)}${noise}${text.slice(at % text.length)}`;
	}),
	fc.dictionary(keys, fc.string()).map(entries =>
		Object.entries(entries)
			.map(([key, value]) => `${key}: ${value}`)
			.join('\n'),
	),
);

test('10,000 fuzzed files give answers or an error with a way out, never anything else', {
	timeout: 60_000,
}, async () => {
	await fc.assert(
		fc.asyncProperty(texts, async text => {
			const thrown: unknown = await Promise.resolve()
				.then(() => collectAnswers({files: [{name: 'ci.yaml', text}]}, catalog))
				.then(collected => resolveAnswers(exampleWizard, {collected, references: nothing}))
				.then(
					() => undefined,
					(error: unknown) => error,
				);

			expect(thrown === undefined || thrown instanceof WizardError).toBe(true);
			expect([undefined, 2, 5]).toContain(thrown instanceof WizardError ? thrown.exitCode : undefined);
		}),
		{numRuns: 10_000},
	);
	expect({}).not.toHaveProperty('x');
});
