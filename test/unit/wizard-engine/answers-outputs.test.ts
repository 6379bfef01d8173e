/** What is made from a wizard's definition: schema, template, lint, explanation, record and reference page. */
import {expect, test} from 'vitest';
import {Secret} from '../../../source/shared/secret.ts';
import {answersCatalog} from '../../../source/wizard-engine/answers-catalog.ts';
import {answersTemplate} from '../../../source/wizard-engine/answers-template.ts';
import {collectAnswers} from '../../../source/wizard-engine/collect-answers.ts';
import {explainAnswers} from '../../../source/wizard-engine/explain-answers.ts';
import {answersJsonSchema} from '../../../source/wizard-engine/json-schema.ts';
import {lintAnswers} from '../../../source/wizard-engine/lint-answers.ts';
import {recordAnswers} from '../../../source/wizard-engine/record-answers.ts';
import {referencePage} from '../../../source/wizard-engine/reference-page.ts';
import {resolveAnswers} from '../../../source/wizard-engine/resolve-answers.ts';
import {allWizards} from '../../../wizards/all-wizards.ts';
import {exampleWizard} from './example-wizard.ts';

const catalog = answersCatalog([exampleWizard]);
const lint = (text: string) => lintAnswers([{name: 'ci.yaml', text}], catalog);

test('the JSON Schema knows every name, references and conditions', () => {
	const schema = answersJsonSchema([exampleWizard]);

	expect(schema).toMatchObject({
		properties: {
			example: {properties: {app_name: {$ref: '#/$defs/example.app_name'}}, additionalProperties: false},
			EXAMPLE_ADDRESS: {$ref: '#/$defs/example.address'},
			CS_EXAMPLE_COUNT: {$ref: '#/$defs/example.count'},
		},
		additionalProperties: false,
		$defs: {
			'example.where': {
				title: 'Where should it run?',
				default: 'here',
				anyOf: [{enum: ['here', 'there']}, {enum: ['over_there']}, {$ref: '#/$defs/reference'}, {type: 'null'}],
			},
			'example.api_key': {anyOf: [{type: 'string'}, {$ref: '#/$defs/reference'}, {type: 'null'}]},
		},
	});
	expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
});

test('a condition becomes if and then', () => {
	expect(answersJsonSchema(allWizards)['allOf']).toContainEqual({
		if: {
			properties: {sign_in: {properties: {where: {enum: ['cloudstation', 'other']}}, required: ['where']}},
			required: ['sign_in'],
		},
		// oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
		then: {
			anyOf: [
				{properties: {sign_in: {required: ['client_id']}}, required: ['sign_in']},
				{required: ['CS_CLIENT_ID']},
				{required: ['CS_SIGN_IN_CLIENT_ID']},
			],
		},
	});
});

test('the template lints as it is, and so does all of it with the comments taken away', () => {
	const text = answersTemplate(allWizards);
	const everything = text.replaceAll(/^ {2}# (\w+: .*)$/gm, '  $1').replaceAll(/^.*Also: .*$/gm, '');
	const all = answersCatalog(allWizards);

	expect(lintAnswers([{name: 'answers.yaml', text}], all)).toEqual({ok: true, problems: []});
	expect(lintAnswers([{name: 'answers.yaml', text: everything}], all)).toEqual({ok: true, problems: []});
	expect(text).toContain(`sign_in:
  # Where should it run? Default: local.
  #   Nothing is installed and nothing leaves this machine with the first choice.
  #   one of local (On this machine), cloudstation (CloudStation), other (Another platform)
  #   Also: --where, CS_SIGN_IN_WHERE
  where: local
`);
	expect(text).toContain('  # api_key: {from: env, name: CS_API_KEY}\n');
});

test('lint tells everything at once and no value', () => {
	const {ok, problems} = lint(
		'example: {where: hunter2, cuont: 3, count: hunter2, api_key: {from: nowhere}, parts: [web]}\nEXAMPLE_ADR: hunter2\nexample.sure: 7',
	);

	expect(ok).toBe(false);
	expect(problems).toEqual([
		{file: 'ci.yaml', pointer: '/example/cuont', message: 'Nobody asks for example.cuont', suggestion: 'example.count'},
		{file: 'ci.yaml', pointer: '/EXAMPLE_ADR', message: 'Nobody asks for EXAMPLE_ADR', suggestion: 'EXAMPLE_ADDR'},
		{
			file: 'ci.yaml',
			pointer: '/example/where',
			message: '/example/where does not fit its question',
			suggestion: 'It is one of here or there',
		},
		{
			file: 'ci.yaml',
			pointer: '/example/count',
			message: '/example/count does not fit its question',
			suggestion: 'Give a number',
		},
		expect.objectContaining({pointer: '/example/api_key', message: '/example/api_key is not a reference we know'}),
		expect.objectContaining({pointer: '/example.sure', suggestion: 'Answer yes or no'}),
	]);
	expect(JSON.stringify(problems)).not.toContain('hunter2');
	expect(lint('[')).toMatchObject({ok: false, problems: [{pointer: ''}]});
	expect(lint('example: {where: here, app_name: a}')).toEqual({ok: true, problems: []});
});

test('explains which word wins', () => {
	const collected = collectAnswers(
		{flags: {'app-name': 'a'}, environment: {EXAMPLE_KEY: 'k', CS_EXAMPLE_APP_NAME: 'b'}},
		catalog,
	);

	expect(explainAnswers(collected, catalog).slice(0, 5)).toMatchObject([
		{key: 'example.where', flag: '--where', env: 'CS_EXAMPLE_WHERE', source: 'missing', origin: null},
		{key: 'example.app_name', source: 'flag', origin: '--app-name'},
		{key: 'example.address', env: 'EXAMPLE_ADDR', source: 'default'},
		{key: 'example.api_key', source: 'environment', origin: 'EXAMPLE_KEY'},
		{key: 'example.count', source: 'default'},
	]);
});

test('explains what follows from another answer', () => {
	const all = answersCatalog(allWizards);
	const collected = collectAnswers({environment: {CS_API_URL: 'https://p.example'}}, all);

	expect(explainAnswers(collected, all)[0]).toMatchObject({
		key: 'sign_in.where',
		source: 'environment',
		origin: 'CS_API_URL',
	});
});

test('a recorded run gives the same answers again, its secrets from the environment', async () => {
	const answers = {
		where: 'there',
		appName: 'shop',
		address: 'https://shop.example',
		apiKey: new Secret('hunter2'),
		count: 2,
		parts: ['web', 'cron'],
		service: 'yes',
		folder: '',
		sure: false,
	} as const;

	const text = recordAnswers([{wizard: exampleWizard, answers}]);

	expect(text).toMatchInlineSnapshot(`
		"# Answers of one run. Again, without questions: cs-wizard up --non-interactive --answers-file THIS-FILE
		# Secrets are not in here; set EXAMPLE_KEY.

		example:
		  where: there
		  app_name: shop
		  address: https://shop.example
		  api_key:
		    from: env
		    name: EXAMPLE_KEY
		  count: 2
		  parts:
		    - web
		    - cron
		  service: yes
		  folder: ""
		  sure: false
		"
	`);
	const references = {env: () => 'hunter2', file: () => undefined, keychain: () => undefined, stdin: () => undefined};
	const collected = collectAnswers({files: [{name: 'ci.yaml', text}]}, catalog);
	const again = await resolveAnswers(exampleWizard, {collected, references});
	expect(again).toEqual(answers);
	expect(again.apiKey?.reveal()).toBe('hunter2');
});

test('the reference page says what is asked, when, and every way to answer', () => {
	const page = referencePage(exampleWizard);

	expect(page).toContain('# An example\n\nShows every kind of question.\n\n## Where should it run?\n');
	expect(page.slice(page.indexOf('## Which address?'), page.indexOf('## Which key?'))).toMatchInlineSnapshot(`
		"## Which address?

		| | |
		|---|---|
		| answers key | \`example.address\` |
		| flag | \`--address\` |
		| environment | \`EXAMPLE_ADDR\` |
		| also read | \`EXAMPLE_ADDRESS\`, \`CS_EXAMPLE_ADDRESS\` |
		| kind | text |
		| default | an address with the app's name |
		| asked | when where is there |

		"
	`);
});
