/** The reference page of a wizard, in Markdown: everything it will ask, and every way to answer. */
import type {AnyWizard, Step} from './define.ts';
import {questionNames} from './names.ts';
import {choicesInWords, defaultInWords, whenInWords} from './step-words.ts';

export function referencePage(wizard: AnyWizard): string {
	const questions = wizard.steps.flatMap(step => ['', ...questionSection(wizard, step)]);
	const help = wizard.help.flatMap(paragraph => ['', paragraph]);
	return `${[`# ${wizard.title}`, ...help, ...questions].join('\n')}\n`;
}

function questionSection(wizard: AnyWizard, step: Step): readonly string[] {
	const {key, flag, env, aliases} = questionNames(wizard, step);
	const {field} = step;
	const rows: readonly (readonly [string, string | undefined])[] = [
		['answers key', `\`${key}\``],
		['flag', `\`${flag}\``],
		['environment', `\`${env}\``],
		['also read', aliases.length === 0 ? undefined : aliases.map(name => `\`${name}\``).join(', ')],
		['kind', field.kind],
		['values', choicesInWords(step)],
		['default', defaultInWords(step)],
		[
			'without a terminal',
			field.needsAnswerUnattended === true ? 'must be answered; the default does not count' : undefined,
		],
		['asked', whenInWords(step)?.replace('Asked ', '')],
	];
	return [
		`## ${field.ask}`,
		...(field.help === undefined ? [] : ['', field.help]),
		...(field.more ?? []).flatMap(paragraph => ['', paragraph]),
		'',
		'| | |',
		'|---|---|',
		...rows.flatMap(([name, value]) => (value === undefined ? [] : [`| ${name} | ${value.replaceAll('|', '\\|')} |`])),
	];
}
