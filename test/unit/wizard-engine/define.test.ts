/** What must compile and what must not: tsc checks the expected errors, the run only proves that the wizards are built. */
import {expect, expectTypeOf, test} from 'vitest';
import type {Secret} from '../../../source/shared/secret.ts';
import {defineWizard} from '../../../source/wizard-engine/define.ts';
import {confirm, lookup, number, secret, select, text} from '../../../source/wizard-engine/fields.ts';
import {finishedAnswers, startSession} from '../../../source/wizard-engine/session.ts';

const where = select({ask: 'Where?', choices: ['here', {value: 'there', label: 'Over there'}], default: 'here'});

test('the answers are inferred from the steps', () => {
	const wizard = defineWizard({id: 'typed', title: 'Typed'})
		.step('where', where)
		.stepWhen({where: 'there'}, 'key', secret({ask: 'Key?'}))
		.step('count', number({ask: 'How many?'}), {default: ({where: place}) => (place === 'here' ? 1 : 2)})
		.step('service', select({ask: 'Which?', choices: lookup('services')}))
		.plan(() => []);

	const answers = finishedAnswers(startSession(wizard));

	expectTypeOf(answers).toEqualTypeOf<
		| (object &
				Record<'where', 'here' | 'there'> &
				Partial<Record<'key', Secret>> &
				Record<'count', number> &
				Record<'service', string>)
		| undefined
	>();
	expect(answers).toBeUndefined();
});

test('a condition can name neither a later step nor something that is no choice', () => {
	const draft = defineWizard({id: 'typed', title: 'Typed'})
		.step('where', where)
		.step('sure', confirm({ask: 'Sure?'}));
	const why = text({ask: 'Why?'});

	draft.stepWhen({where: 'there', sure: true}, 'why', why);
	draft.stepWhen({where: ['here', 'there']}, 'why', why);
	// @ts-expect-error -- `later` is not above
	draft.stepWhen({later: 'x'}, 'why', why);
	// @ts-expect-error -- `elsewhere` is not a choice
	draft.stepWhen({where: 'elsewhere'}, 'why', why);
	// @ts-expect-error -- neither in a list
	draft.stepWhen({where: ['here', 'elsewhere']}, 'why', why);
	// @ts-expect-error -- nothing stands above the first step
	defineWizard({id: 'typed', title: 'Typed'}).stepWhen({where: 'here'}, 'why', why);

	expect(draft).toBeDefined();
});

test('defaults fit their question', () => {
	const draft = defineWizard({id: 'typed', title: 'Typed'}).step('where', where);

	// @ts-expect-error -- `elsewhere` is not a choice
	select({ask: 'Where?', choices: ['here', 'there'], default: 'elsewhere'});
	// @ts-expect-error -- a number is no text
	draft.step('name', text({ask: 'Name?'}), {default: () => 1});
	// @ts-expect-error -- `later` is not above
	draft.step('name', text({ask: 'Name?'}), {default: ({later}) => later});
	draft.step('name', text({ask: 'Name?'}), {default: ({where: place}) => place});
	// @ts-expect-error -- an answer nobody asked for
	draft.plan(({later}) => [{task: 'service.create', name: later}]);

	expect(draft).toBeDefined();
});
