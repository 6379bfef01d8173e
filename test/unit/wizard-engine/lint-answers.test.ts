import {expect, test} from 'vitest';
import {answersCatalog} from '../../../source/wizard-engine/answers-catalog.ts';
import {lintAnswers} from '../../../source/wizard-engine/lint-answers.ts';
import {exampleWizard} from './example-wizard.ts';

const catalog = answersCatalog([exampleWizard]);
const lint = (text: string) => lintAnswers([{name: 'ci.yaml', text}], catalog);

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
