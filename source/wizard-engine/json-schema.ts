/** The JSON Schema of answers files: nested and flat names, references, and what a condition asks for. */
import * as z from 'zod';
import {answersCatalog, type Question} from './answers-catalog.ts';
import {referenceSchema} from './answers-reference.ts';
import type {AnyWizard, Step} from './define.ts';
import type {Field} from './fields.ts';
import {questionNames, snakeCase} from './names.ts';
import {defaultInWords, hasDefault, whenInWords} from './step-words.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/** What an editor checks an answers file with. */
export function answersJsonSchema(wizards: readonly AnyWizard[]): JsonSchema {
	const {questions, wizardKeys} = answersCatalog(wizards);
	const nested = [...wizardKeys].map(key => [key, wizardSchema(questions.filter(({wizard}) => wizard.key === key))]);
	const flat = questions.flatMap(question =>
		[question.env, ...question.aliases].map(name => [name, {$ref: `#/$defs/${question.key}`}] as const),
	);
	return {
		$schema: 'https://json-schema.org/draft/2020-12/schema',
		title: 'Answers for cs-wizard',
		type: 'object',
		properties: {$schema: {type: 'string'}, ...Object.fromEntries(nested), ...Object.fromEntries(flat)},
		additionalProperties: false,
		allOf: wizards.flatMap(wizard => wizard.steps.flatMap(step => conditionSchema(wizard, step))),
		$defs: {
			reference: withoutDialect(z.toJSONSchema(referenceSchema, {io: 'input'})),
			...Object.fromEntries(questions.map(question => [question.key, valueSchema(question, questions)])),
		},
	};
}

function wizardSchema(questions: readonly Question[]): JsonSchema {
	const properties = questions.map(({key, step}) => [snakeCase(step.id), {$ref: `#/$defs/${key}`}] as const);
	return {
		title: questions[0]?.wizard.title,
		type: ['object', 'null'],
		properties: Object.fromEntries(properties),
		additionalProperties: false,
	};
}

/** Several wizards may ask the same question differently; what one of them takes is right. */
function valueSchema({key, step}: Question, questions: readonly Question[]): JsonSchema {
	const kinds = questions.filter(other => other.key === key).flatMap(({step: {field}}) => formsOf(field));
	const preset = defaultInWords(step);
	const about = [step.field.help, whenInWords(step), preset === undefined ? undefined : `Default: ${preset}`];
	return {
		title: step.field.ask,
		description: about.filter(text => text !== undefined).join('\n'),
		...(step.field.default === undefined ? {} : {default: step.field.default}),
		anyOf: [...unique(kinds), {$ref: '#/$defs/reference'}, {type: 'null'}],
	};
}

/** The value as it is, and the texts that mean one. */
function formsOf(field: Field<unknown>): readonly JsonSchema[] {
	if (field.kind === 'secret') return [{type: 'string'}];
	const own = withoutDialect(z.toJSONSchema(field.schema, {io: 'input', unrepresentable: 'any'}));
	switch (field.kind) {
		case 'number':
			return [own, {type: 'string', pattern: '^\\s*[+-]?\\d+(\\.\\d+)?\\s*$'}];
		case 'confirm':
			return [own, {enum: [0, 1]}, {type: 'string', pattern: '^([Tt]rue|[Ff]alse|[Yy](es)?|[Nn]o?|[Oo]n|[Oo]ff|0|1)$'}];
		case 'multiselect':
			return [own, {type: 'string'}];
		case 'select': {
			const synonyms = Object.keys(field.synonyms ?? {});
			return synonyms.length === 0 ? [own] : [own, {enum: synonyms}];
		}

		case 'text':
		case 'path':
			return [own];
	}
}

/** `stepWhen` as if/then. Secrets are left out: they seldom stand in a file. */
function conditionSchema(wizard: AnyWizard, step: Step): readonly JsonSchema[] {
	if (step.when === undefined || hasDefault(step) || step.field.kind === 'secret') return [];
	const wanted = Object.entries(step.when).map(([id, value]) => {
		const options: readonly unknown[] = Array.isArray(value) ? value : [value];
		return [snakeCase(id), {enum: options}] as const;
	});
	const {env, aliases} = questionNames(wizard, step);
	const inside = {properties: Object.fromEntries(wanted), required: wanted.map(([name]) => name)};
	const given = {properties: {[wizard.key]: {required: [snakeCase(step.id)]}}, required: [wizard.key]};
	return [
		{
			if: {properties: {[wizard.key]: inside}, required: [wizard.key]},
			// oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
			then: {anyOf: [given, ...[env, ...aliases].map(name => ({required: [name]}))]},
		},
	];
}

function withoutDialect({$schema: _dialect, ...schema}: JsonSchema): JsonSchema {
	return schema;
}

function unique(schemas: readonly JsonSchema[]): readonly JsonSchema[] {
	return [...new Map(schemas.map(schema => [JSON.stringify(schema), schema])).values()];
}
