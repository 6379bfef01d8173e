import {expect, test} from 'vitest';
import {Secret} from '../../../source/shared/secret.ts';
import {answersCatalog} from '../../../source/wizard-engine/answers-catalog.ts';
import type {ReferenceResolver} from '../../../source/wizard-engine/answers-reference.ts';
import {type AnswerInputs, collectAnswers} from '../../../source/wizard-engine/collect-answers.ts';
import {knownAnswers, missingAnswers, resolveAnswers} from '../../../source/wizard-engine/resolve-answers.ts';
import {exampleWizard} from './example-wizard.ts';

const catalog = answersCatalog([exampleWizard]);
const references: ReferenceResolver = {
	env: name => (name === 'CI_KEY' ? 'from the environment' : undefined),
	file: (path, answersFile) => (path === 'key.txt' ? `from ${path} beside ${answersFile}\r\n` : undefined),
	keychain: async name => (name === 'ci' ? 'from the keychain' : undefined),
	stdin: () => 'from stdin\n',
};

const file = (text: string, name = 'ci.yaml') => ({name, text});
const resolve = async (inputs: AnswerInputs) =>
	resolveAnswers(exampleWizard, {collected: collectAnswers(inputs, catalog), references});
const enough = file('example: {where: here, app_name: shop}');

test('defaults answer what nobody said', async () => {
	expect(await resolve({files: [enough]})).toEqual({
		where: 'here',
		appName: 'shop',
		count: 1,
		parts: ['web'],
		service: 'one',
		folder: '',
		sure: true,
		why: 'because',
	});
});

test('--var beats flags, flags the environment, that the files, later files earlier ones, and all of them what was saved', async () => {
	const all: AnswerInputs = {
		saved: {'example.app_name': 'saved'},
		files: [file('example: {where: here, app_name: first}'), file('example: {app_name: later}', 'b.yaml')],
		environment: {CS_EXAMPLE_APP_NAME: 'environment'},
		flags: {appName: 'flag', unrelated: 'x'},
		vars: ['example.app_name=var'],
	};
	const {vars: _vars, ...noVars} = all;
	const {flags: _flags, ...noFlags} = noVars;
	const {environment: _environment, ...noEnvironment} = noFlags;
	const names = await Promise.all(
		[all, noVars, noFlags, noEnvironment].map(async inputs => (await resolve(inputs)).appName),
	);

	expect(names).toEqual(['var', 'flag', 'environment', 'later']);
	expect((await resolve({saved: {...all.saved, 'example.where': 'here'}})).appName).toBe('saved');
});

test('takes flat names, aliases, other words for a choice and text for numbers and yes', async () => {
	const text = `{"example_address": "https://x.example", " EXAMPLE_KEY ": "k", "example.where": "over_there", "example": {
		"app_name": "shop", "count": "3", "sure": "n", "parts": "web, cron", "folder": "", "service": null}}`;

	expect(await resolve({files: [file(text, 'seed.json')]})).toEqual({
		where: 'there',
		appName: 'shop',
		address: 'https://x.example',
		apiKey: new Secret('k'),
		count: 3,
		parts: ['web', 'cron'],
		service: 'one',
		folder: '',
		sure: false,
	});
});

test.each([
	['{from: env, name: CI_KEY}', 'from the environment'],
	['{from: file, path: key.txt}', 'from key.txt beside ci.yaml'],
	['{from: keychain, name: ci}', 'from the keychain'],
	['{from: stdin}', 'from stdin'],
])('follows the reference %s', async (reference, value) => {
	const {apiKey} = await resolve({files: [file(`example: {where: there, app_name: a, api_key: ${reference}}`)]});
	expect(apiKey?.reveal()).toBe(value);
});

test('a reference of a branch that is not taken is not followed', async () => {
	const text = 'example: {where: here, app_name: a, api_key: {from: env, name: GONE}}';
	expect(await resolve({files: [file(text)]})).not.toHaveProperty('apiKey');
});

test('a reference that leads nowhere says which', async () => {
	const text = 'example: {where: there, app_name: a, api_key: {from: env, name: GONE}}';
	await expect(resolve({files: [file(text)]})).rejects.toMatchObject({
		code: 'answers/bad-reference',
		message: '/example/api_key in ci.yaml leads nowhere: the environment variable GONE is not there.',
	});
});

test('all missing answers are named at once, with every way to give them', async () => {
	await expect(resolve({vars: ['example.where=there']})).rejects.toMatchObject({
		code: 'answers/missing',
		exitCode: 5,
		message:
			'2 answers are missing: example.app_name (--app-name, CS_EXAMPLE_APP_NAME), example.api_key (--api-key, EXAMPLE_KEY).',
		facts: {
			missing: [
				{
					key: 'example.app_name',
					flag: '--app-name',
					env: 'CS_EXAMPLE_APP_NAME',
					ask: 'What is it called?',
				},
				{key: 'example.api_key', flag: '--api-key', env: 'EXAMPLE_KEY', ask: 'Which key?'},
			],
		},
	});
});

test('a default does not answer where to deploy, a suggestion answers the name', async () => {
	const missing = await missingAnswers([{wizard: exampleWizard, suggested: {appName: 'folder', where: 'here'}}], {
		collected: new Map(),
		references,
	});
	expect(missing.map(({key}) => key)).toEqual(['example.where']);
});

test('a wrong value is named by its pointer and never shown', async () => {
	const text = 'example: {where: there, app_name: shop, count: hunter2}';
	await expect(resolve({files: [file(text)]})).rejects.toMatchObject({
		code: 'answers/bad-value',
		exitCode: 2,
		message: 'The answer does not fit "How many?" (ci.yaml, /example/count).',
		hint: 'Give a number.',
		facts: {pointer: '/example/count', file: 'ci.yaml'},
	});
	await expect(resolve({vars: ['example.where=elsewhere']})).rejects.toMatchObject({
		hint: 'It is one of here or there.',
	});
});

test.each([
	['exampl: {where: here}', '/exampl', 'example'],
	['example: {app-nme: x}', '/example/app-nme', 'example.app_name'],
	['EXAMPLE_ADR: x', '/EXAMPLE_ADR', 'EXAMPLE_ADDR'],
])('an unknown key has its pointer and a suggestion: %s', async (text, pointer, suggestion) => {
	await expect(resolve({files: [file(text)]})).rejects.toMatchObject({
		code: 'answers/unknown-key',
		exitCode: 2,
		hint: `Did you mean ${suggestion}?`,
		facts: {pointer, suggestion},
	});
});

test('the same question by two names in one file is refused', async () => {
	await expect(resolve({files: [file('EXAMPLE_KEY: a\nexample: {api_key: b}')]})).rejects.toMatchObject({
		code: 'answers/bad-value',
		facts: {pointer: '/example/api_key'},
	});
});

test('--var without a key does not repeat what may be a secret', async () => {
	await expect(resolve({vars: ['hunter2']})).rejects.toMatchObject({
		code: 'usage/bad-value',
		message: expect.not.stringContaining('hunter2'),
	});
	await expect(resolve({vars: ['example.cuont=hunter2']})).rejects.toMatchObject({
		code: 'answers/unknown-key',
		hint: 'Did you mean example.count?',
		message: expect.not.stringContaining('hunter2'),
	});
});

test('a variable set to nothing answers only where nothing is an answer', async () => {
	const {count, folder} = await resolve({
		files: [enough],
		environment: {CS_EXAMPLE_COUNT: '', CS_EXAMPLE_FOLDER: ''},
	});
	expect({count, folder}).toEqual({count: 1, folder: ''});
});

test('known answers say where they come from', async () => {
	const collected = collectAnswers({files: [enough], flags: {count: 4}}, catalog);
	expect(await knownAnswers(exampleWizard, collected, references)).toEqual({
		where: {value: 'here', source: 'file', origin: 'ci.yaml'},
		appName: {value: 'shop', source: 'file', origin: 'ci.yaml'},
		count: {value: 4, source: 'flag', origin: '--count'},
	});
});
