import {expect, test} from 'vitest';
import {answersCatalog} from '../../../source/wizard-engine/answers-catalog.ts';
import {answersTemplate} from '../../../source/wizard-engine/answers-template.ts';
import {lintAnswers} from '../../../source/wizard-engine/lint-answers.ts';
import {allWizards} from '../../../wizards/all-wizards.ts';

test('the template lints as it is, and so does all of it with the comments taken away', () => {
	const text = answersTemplate(allWizards);
	const everything = text.replaceAll(/^ {2}# (\w+: .*)$/gm, '  $1').replaceAll(/^.*Also: .*$/gm, '');
	const all = answersCatalog(allWizards);

	expect(lintAnswers([{name: 'answers.yaml', text}], all)).toEqual({ok: true, problems: []});
	expect(lintAnswers([{name: 'answers.yaml', text: everything}], all)).toEqual({ok: true, problems: []});
	expect(text).toContain(`sign_in:
  # Where should it run? Default: local.
  #   Nothing is installed and nothing leaves this machine with the first choice.
  #   one of local (On this machine), cloudstation (CloudStation), other (Another platform)
  #   Also: --where, CS_SIGN_IN_WHERE
  where: local
`);
	expect(text).toContain('  # api_key: {from: env, name: CS_API_KEY}\n');
});
