import type {Command} from './command.ts';

export const answersTemplateCommand: Command = {
	examples: [{command: 'cs-wizard answers template > answers.yaml', does: 'gives a file to fill in'}],
	async run(_input, services) {
		const {answersTemplate} = await import('../wizard-engine/answers-template.ts');
		const template = answersTemplate(await services.wizards());
		return {json: {template}, text: [template.trimEnd()]};
	},
};
