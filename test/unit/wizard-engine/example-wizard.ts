/** A small wizard with every kind of question, for the engine's own tests. */
import * as z from 'zod';
import {defineWizard} from '../../../source/wizard-engine/define.ts';
import {
	confirm,
	lookup,
	multiselect,
	number,
	path,
	secret,
	select,
	text,
} from '../../../source/wizard-engine/fields.ts';

export const exampleWizard = defineWizard({id: 'example', title: 'An example', help: ['Shows every kind of question.']})
	.step(
		'where',
		select({
			ask: 'Where should it run?',
			choices: [
				{value: 'here', label: 'On this machine', hint: 'nothing to sign up for'},
				{value: 'there', label: 'Over there', synonyms: ['over_there']},
			],
			default: 'here',
			needsAnswerUnattended: true,
		}),
	)
	.step('appName', text({ask: 'What is it called?', schema: z.string().regex(/^[a-z]+$/, 'Use lowercase letters')}))
	.stepWhen(
		{where: 'there'},
		'address',
		text({ask: 'Which address?', env: 'EXAMPLE_ADDR', aliases: ['EXAMPLE_ADDRESS'], schema: z.url('Give an address')}),
		{default: ({appName}) => `https://${appName}.example`, defaultText: "an address with the app's name"},
	)
	.stepWhen({where: ['there']}, 'apiKey', secret({ask: 'Which key?', env: 'EXAMPLE_KEY'}))
	.step('count', number({ask: 'How many?', schema: z.int().min(1).max(8), default: 1}))
	.step('parts', multiselect({ask: 'Which parts?', choices: ['web', 'worker', 'cron'], default: ['web']}))
	.step('service', select({ask: 'Which service?', choices: lookup('services'), default: 'one', freeText: true}))
	.step('folder', path({ask: 'Which folder?', default: '', allowEmpty: true}))
	.step('sure', confirm({ask: 'Sure?', default: true}))
	.stepWhen({sure: true}, 'why', text({ask: 'Why?', default: 'because'}))
	.plan(({appName, where}) => [{task: 'project.link', service: appName, platform: where}]);
