/** The names of a question: its key in an answers file, its flag and its environment name. */
import type {AnyWizard, Step} from './define.ts';

const words = (id: string) =>
	id
		.replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
		.toLowerCase()
		.split(/[-_]/);

/** `apiUrl` as it stands in answers files: `api_url`. */
export const snakeCase = (id: string): string => words(id).join('_');

/** `apiUrl` as it stands on the command line: `api-url`. */
export const kebabCase = (id: string): string => words(id).join('-');

export interface QuestionNames {
	/** `sign_in.api_url` */
	readonly key: string;
	/** `--api-url` */
	readonly flag: string;
	/** `CS_API_URL` */
	readonly env: string;
	/** Other flat names that are read, upper-case. */
	readonly aliases: readonly string[];
}

/** The four ways to answer a question without being asked. */
export function questionNames(wizard: Pick<AnyWizard, 'key'>, step: Pick<Step, 'id' | 'field'>): QuestionNames {
	const question = snakeCase(step.id);
	const long = `CS_${wizard.key}_${question}`.toUpperCase();
	const env = step.field.env ?? long;
	const aliases = [...(step.field.aliases ?? []).map(alias => alias.toUpperCase()), long].filter(name => name !== env);
	const flag = `--${step.field.flag ?? kebabCase(step.id)}`;
	return {key: `${wizard.key}.${question}`, flag, env, aliases: [...new Set(aliases)]};
}
