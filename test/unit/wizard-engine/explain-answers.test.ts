import {expect, test} from 'vitest';
import {answersCatalog} from '../../../source/wizard-engine/answers-catalog.ts';
import {collectAnswers} from '../../../source/wizard-engine/collect-answers.ts';
import {explainAnswers} from '../../../source/wizard-engine/explain-answers.ts';
import {allWizards} from '../../../wizards/all-wizards.ts';
import {exampleWizard} from './example-wizard.ts';

const catalog = answersCatalog([exampleWizard]);

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
