import type {Task} from '../shared/tasks.ts';
import {isAsked} from './conditions.ts';
import type {Field} from './fields.ts';

/** A condition is data, not a function, so the docs and the JSON Schema can print it. It can name only steps above it. */
type When<Answers> = [keyof Answers] extends [never]
	? never
	: {readonly [Id in keyof Answers]?: NonNullable<Answers[Id]> | readonly NonNullable<Answers[Id]>[]};

interface StepOptions<Answers, Value> {
	/** A default that follows from earlier answers; it is pure and gives undefined when there is none. */
	readonly default?: (earlier: Readonly<Answers>) => Value | undefined;
	/** The same in words, for the reference page: "the name of the folder". */
	readonly defaultText?: string;
}

export interface Step {
	readonly id: string;
	readonly field: Field<unknown>;
	readonly when: Readonly<Record<string, unknown>> | undefined;
	readonly defaultText: string | undefined;
	/** True when the default follows from earlier answers. */
	readonly hasComputedDefault: boolean;
	/** The default given the answers above it, all of which it may rely on. */
	default(earlier: object): unknown;
}

export interface Wizard<Answers> {
	readonly id: string;
	readonly title: string;
	/** The name its answers stand under in an answers file; several wizards may share one. */
	readonly key: string;
	/** What the wizard is for, in a paragraph or two; the top of its reference page. */
	readonly help: readonly string[];
	readonly steps: readonly Step[];
	/** True when every question that is asked has an answer that fits, and no other has one. */
	accepts(answers: unknown): answers is Answers;
	plan(answers: Answers): readonly Task[];
}

/** Any wizard, its answers aside. */
export type AnyWizard = Wizard<unknown>;

interface About {
	readonly id: string;
	readonly title: string;
	readonly key?: string;
	readonly help?: readonly string[];
}

/** Each condition sees only the answers above it, so a step can't depend on a later one. */
class WizardDraft<Answers extends object> {
	readonly #about: About;
	readonly #steps: readonly Step[];

	constructor(about: About, steps: readonly Step[]) {
		this.#about = about;
		this.#steps = steps;
	}

	/** A question that is always asked. */
	step<Id extends string, Value>(
		id: Id,
		field: Field<Value>,
		options: StepOptions<Answers, NoInfer<Value>> = {},
	): WizardDraft<Answers & Record<Id, Value>> {
		return new WizardDraft(this.#about, [...this.#steps, toStep(id, field, undefined, options)]);
	}

	/** A question that is asked only when earlier answers are these (or one of these). */
	stepWhen<Id extends string, Value>(
		when: When<Answers>,
		id: Id,
		field: Field<Value>,
		options: StepOptions<Answers, NoInfer<Value>> = {},
	): WizardDraft<Answers & Partial<Record<Id, Value>>> {
		return new WizardDraft(this.#about, [...this.#steps, toStep(id, field, when, options)]);
	}

	/** What the answers lead to. Pure: it may be computed at any time and compared. */
	plan(plan: (answers: Readonly<Answers>) => readonly Task[]): Wizard<Answers> {
		const {id, title, key = id.replaceAll('-', '_'), help = []} = this.#about;
		const steps = this.#steps;
		return {
			id,
			title,
			key,
			help,
			steps,
			plan,
			accepts: (answers: unknown): answers is Answers =>
				typeof answers === 'object' && answers !== null && fits(steps, new Map(Object.entries(answers))),
		};
	}
}

/** Starts a wizard: what it is called and what its answers are kept under. */
export function defineWizard(about: About): WizardDraft<object> {
	return new WizardDraft(about, []);
}

function toStep<Answers>(
	id: string,
	field: Field<unknown>,
	when: Step['when'],
	{default: compute, defaultText}: StepOptions<Answers, unknown>,
): Step {
	const computed: Pick<Step, 'default'> = {default: compute ?? (() => field.default)};
	return {id, field, when, defaultText, hasComputedDefault: compute !== undefined, default: computed.default};
}

function fits(steps: readonly Step[], answers: ReadonlyMap<string, unknown>): boolean {
	const known = new Set(steps.map(({id}) => id));
	return (
		[...answers.keys()].every(id => known.has(id)) &&
		steps.every(step =>
			isAsked(step, answers) ? step.field.schema.safeParse(answers.get(step.id)).success : !answers.has(step.id),
		)
	);
}
