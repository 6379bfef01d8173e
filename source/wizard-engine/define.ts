import * as z from 'zod';
import type {Task} from '../shared/tasks.ts';
import type {Field} from './fields.ts';

/** A condition is data, not a function, so the docs and the JSON Schema can print it. It can name only steps above it. */
export type When<Answers> = [keyof Answers] extends [never]
	? never
	: {readonly [Id in keyof Answers]?: Answers[Id] | readonly Answers[Id][]};

export interface Step {
	readonly id: string;
	readonly field: Field<unknown>;
	readonly when: Readonly<Record<string, unknown>> | undefined;
}

export interface Wizard<Answers> {
	readonly id: string;
	readonly title: string;
	readonly steps: readonly Step[];
	plan(answers: Readonly<Answers>): readonly Task[];
}

interface About {
	readonly id: string;
	readonly title: string;
}

/** Each condition sees only the answers above it, so a step can't depend on a later one. */
class WizardDraft<Answers extends object> {
	readonly #about: About;
	readonly #steps: readonly Step[];

	constructor(about: About, steps: readonly Step[]) {
		this.#about = about;
		this.#steps = steps;
	}

	step<Id extends string, Value>(id: Id, field: Field<Value>): WizardDraft<Answers & Record<Id, Value>> {
		return new WizardDraft(this.#about, [...this.#steps, {id, field, when: undefined}]);
	}

	stepWhen<Id extends string, Value>(
		when: When<Answers>,
		id: Id,
		field: Field<Value>,
	): WizardDraft<Answers & Partial<Record<Id, Value>>> {
		return new WizardDraft(this.#about, [...this.#steps, {id, field, when}]);
	}

	plan(plan: Wizard<Answers>['plan']): Wizard<Answers> {
		return {...this.#about, steps: this.#steps, plan};
	}
}

export function defineWizard(about: About): WizardDraft<object> {
	return new WizardDraft(about, []);
}

export function answersSchema<Answers>(wizard: Wizard<Answers>): z.ZodObject {
	const shape: Record<string, z.ZodType> = {};
	for (const {id, field, when} of wizard.steps) {
		shape[id] = when ? field.schema.optional() : field.schema;
	}

	return z.strictObject(shape).meta({title: wizard.title});
}
