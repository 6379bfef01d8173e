/** All questions of all wizards by every name they have. */
import type {AnyWizard, Step} from './define.ts';
import {questionNames, type QuestionNames} from './names.ts';

export interface Question extends QuestionNames {
	readonly wizard: AnyWizard;
	readonly step: Step;
}

export interface AnswersCatalog {
	readonly questions: readonly Question[];
	/** `deploy.builder`: one question, or the same one of several wizards. */
	readonly byKey: ReadonlyMap<string, readonly Question[]>;
	/** `VAULT_ADDR` → the keys it answers. */
	readonly byFlatName: ReadonlyMap<string, ReadonlySet<string>>;
	/** `api-url` → the keys it answers. */
	readonly byFlag: ReadonlyMap<string, ReadonlySet<string>>;
	/** The names of wizards in an answers file. */
	readonly wizardKeys: ReadonlySet<string>;
}

/** Indexes the questions of these wizards: what an answers file, the flags and the environment may name. */
export function answersCatalog(wizards: readonly AnyWizard[]): AnswersCatalog {
	const questions = wizards.flatMap(wizard =>
		wizard.steps.map(step => ({...questionNames(wizard, step), wizard, step})),
	);
	const byKey = new Map<string, Question[]>();
	const byFlatName = new Map<string, Set<string>>();
	const byFlag = new Map<string, Set<string>>();
	for (const question of questions) {
		const {key, flag, env, aliases} = question;
		byKey.set(key, [...(byKey.get(key) ?? []), question]);
		for (const name of [env, ...aliases]) add(byFlatName, name, key);
		add(byFlag, flag.slice(2), key);
	}

	return {questions, byKey, byFlatName, byFlag, wizardKeys: new Set(wizards.map(({key}) => key))};
}

function add(index: Map<string, Set<string>>, name: string, key: string): void {
	const keys = index.get(name) ?? new Set();
	index.set(name, keys.add(key));
}
