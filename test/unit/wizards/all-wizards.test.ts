import {expect, test} from 'vitest';
import {answersCatalog} from '../../../source/wizard-engine/answers-catalog.ts';
import {allWizards} from '../../../wizards/all-wizards.ts';

test('no two questions of different wizards share a flat name by accident', () => {
	const shared = [...answersCatalog(allWizards).byFlatName].filter(([, keys]) => keys.size > 1).map(([name]) => name);
	expect(shared).toEqual([]);
});

test('no flag is one that Node takes for itself, wherever it stands', () => {
	const flags = answersCatalog(allWizards).questions.map(({flag}) => flag);
	expect(flags.filter(flag => /^--(?:env-file(?:-if-exists)?)$/.test(flag))).toEqual([]);
});

test('what implies an answer is a later question of the same wizard', () => {
	const lost = allWizards.flatMap(({id, steps}) =>
		steps.flatMap(({field, id: step}) =>
			Object.keys(field.impliedBy ?? {})
				.filter(by => steps.every(other => other.id !== by))
				.map(by => `${id}.${step}: ${by}`),
		),
	);
	expect(lost).toEqual([]);
});
