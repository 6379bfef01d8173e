/** An answers file to fill in: every question, what it means, and its default as a comment. */
import {stringify} from 'yaml';
import type {AnyWizard, Step} from './define.ts';
import {questionNames, snakeCase} from './names.ts';
import {choicesInWords, defaultInWords, hasDefault, whenInWords} from './step-words.ts';

const head = [
	'# Answers for cs-wizard: cs-wizard up --non-interactive --answers-file answers.yaml',
	'# Lines that begin with # are defaults, or are asked only sometimes. A value can be kept elsewhere:',
	'#   {from: env, name: NAME}  {from: file, path: PATH}  {from: keychain, name: NAME}  {from: stdin}',
];

/** YAML text that lints as it is. */
export function answersTemplate(wizards: readonly AnyWizard[]): string {
	const lines = [...head];
	for (const key of new Set(wizards.map(wizard => wizard.key))) {
		const same = wizards.filter(wizard => wizard.key === key);
		lines.push('', ...same.map(({title}) => `# ${title}`), `${key}:`);
		const seen = new Set<string>();
		for (const wizard of same) {
			for (const step of wizard.steps) {
				if (seen.has(snakeCase(step.id))) continue;
				seen.add(snakeCase(step.id));
				lines.push(...questionLines(wizard, step).map(line => `  ${line}`));
			}
		}
	}

	return `${lines.join('\n')}\n`;
}

function questionLines(wizard: AnyWizard, step: Step): readonly string[] {
	const {flag, env} = questionNames(wizard, step);
	const notes = [step.field.help, choicesInWords(step), whenInWords(step), `Also: ${flag}, ${env}`];
	const preset = defaultInWords(step);
	const isSaid = !hasDefault(step) && step.when === undefined && step.field.default !== undefined;
	return [
		`# ${step.field.ask}${preset === undefined ? '' : ` Default: ${preset}.`}`,
		...notes.filter(note => note !== undefined).map(note => `#   ${note}`),
		`${isSaid ? '' : '# '}${snakeCase(step.id)}: ${exampleOf(step, env)}`.trimEnd(),
	];
}

function exampleOf({field}: Step, env: string): string {
	if (field.kind === 'secret') return `{from: env, name: ${env}}`;
	const choices = field.choices === undefined || 'lookup' in field.choices ? [] : field.choices;
	const example = field.default ?? choices[0]?.value ?? field.placeholder ?? null;
	if (example === null) return '';
	return Array.isArray(example) ? JSON.stringify(example) : stringify(example, {lineWidth: 0}).trim();
}
