/** Several wizards may keep their answers under one key, and ask the same question each in its own way. */
import * as z from 'zod';
import {expect, test} from 'vitest';
import {answersCatalog} from '../../../source/wizard-engine/answers-catalog.ts';
import {answersTemplate} from '../../../source/wizard-engine/answers-template.ts';
import {collectAnswers} from '../../../source/wizard-engine/collect-answers.ts';
import {defineWizard} from '../../../source/wizard-engine/define.ts';
import {secret, text} from '../../../source/wizard-engine/fields.ts';
import {answersJsonSchema} from '../../../source/wizard-engine/json-schema.ts';
import {lintAnswers} from '../../../source/wizard-engine/lint-answers.ts';
import {resolveAnswers} from '../../../source/wizard-engine/resolve-answers.ts';

const address = (start: string) =>
	text({ask: 'Which address?', env: 'VAULT_ADDR', schema: z.string().startsWith(start, `Start it with ${start}`)});
const near = defineWizard({id: 'vault-near', title: 'Near', key: 'secrets'})
	.step('address', address('http://'))
	.plan(() => []);
const far = defineWizard({id: 'vault-far', title: 'Far', key: 'secrets'})
	.step('address', address('https://'))
	.step('token', secret({ask: 'Which token?', env: 'VAULT_TOKEN'}))
	.plan(() => []);
const catalog = answersCatalog([near, far]);
const references = {env: () => undefined, file: () => undefined, keychain: () => undefined, stdin: () => undefined};
const collected = (text: string) => collectAnswers({files: [{name: 'ci.yaml', text}]}, catalog);
const lint = (text: string) => lintAnswers([{name: 'ci.yaml', text}], catalog).problems.map(({pointer}) => pointer);

test('one answer serves each of them, and fits the one that is used', async () => {
	const said = collected('VAULT_ADDR: https://vault.example\nsecrets: {token: t}');

	expect(await resolveAnswers(far, {collected: said, references})).toMatchObject({address: 'https://vault.example'});
	await expect(resolveAnswers(near, {collected: said, references})).rejects.toMatchObject({
		code: 'answers/bad-value',
		facts: {pointer: '/VAULT_ADDR'},
	});
});

test('lint takes what one of them takes', () => {
	expect(lint('secrets: {address: "https://a", token: t}')).toEqual([]);
	expect(lint('secrets: {address: "ftp://a"}')).toEqual(['/secrets/address']);
});

test('the template asks once, and the schema takes both forms', () => {
	expect(answersTemplate([near, far]).match(/address:/g)).toHaveLength(1);
	expect(answersJsonSchema([near, far])).toMatchObject({
		properties: {secrets: {properties: {address: {}, token: {}}}, VAULT_ADDR: {$ref: '#/$defs/secrets.address'}},
		$defs: {'secrets.address': {anyOf: [{pattern: '^http:\\/\\/.*'}, {pattern: '^https:\\/\\/.*'}, {}, {}]}},
	});
});
