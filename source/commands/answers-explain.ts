import type {Command} from './command.ts';

export const answersExplainCommand: Command = {
	wizards: ['sign-in', 'link', 'secrets-provider', 'vault-dev', 'deploy'],
	details: [
		'For every question: its key, flag and environment name, and where its answer would come from. Values are not shown.',
	],
	async run(_input, services) {
		const [{explainAnswers}, {answersCatalog}] = await Promise.all([
			import('../wizard-engine/explain-answers.ts'),
			import('../wizard-engine/answers-catalog.ts'),
		]);
		const answers = explainAnswers(await services.answers.collected(), answersCatalog(await services.wizards()));
		const width = Math.max(...answers.map(({key}) => key.length));
		const from = Math.max(...answers.map(({source, origin}) => `${source} ${origin ?? ''}`.length));
		return {
			json: {answers},
			text: answers.map(
				({key, flag, env, source, origin}) =>
					`${key.padEnd(width)}  ${`${source} ${origin ?? ''}`.padEnd(from)}  ${flag}  ${env}`,
			),
		};
	},
};
