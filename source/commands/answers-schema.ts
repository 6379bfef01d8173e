import type {Command} from './command.ts';

export const answersSchemaCommand: Command = {
	details: [
		'For editors: put it beside the file and name it in a comment, # yaml-language-server: $schema=answers.schema.json',
	],
	async run(_input, services) {
		const {answersJsonSchema} = await import('../wizard-engine/json-schema.ts');
		const schema = answersJsonSchema(await services.wizards());
		return {json: schema, text: [JSON.stringify(schema, null, 2)]};
	},
};
