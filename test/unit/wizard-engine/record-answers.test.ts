import {expect, test} from 'vitest';
import {Secret} from '../../../source/shared/secret.ts';
import {answersCatalog} from '../../../source/wizard-engine/answers-catalog.ts';
import {collectAnswers} from '../../../source/wizard-engine/collect-answers.ts';
import {recordAnswers} from '../../../source/wizard-engine/record-answers.ts';
import {resolveAnswers} from '../../../source/wizard-engine/resolve-answers.ts';
import {exampleWizard} from './example-wizard.ts';

const catalog = answersCatalog([exampleWizard]);

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
