import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {Secret} from '../../../source/shared/secret.ts';
import {WizardError} from '../../../source/shared/errors.ts';
import {
	advance,
	answersSoFar,
	finishedAnswers,
	openLookup,
	type Session,
	type SessionEvent,
	startSession,
} from '../../../source/wizard-engine/session.ts';
import {defineWizard} from '../../../source/wizard-engine/define.ts';
import {lookup, select, text} from '../../../source/wizard-engine/fields.ts';
import {answeredSteps, position, prefill} from '../../../source/wizard-engine/session-view.ts';
import {exampleWizard} from './example-wizard.ts';

function run<Answers>(session: Session<Answers>, ...values: readonly unknown[]): Session<Answers> {
	return values.reduce<Session<Answers>>((now, value) => advance(now, {type: 'answered', value}), session);
}

const atEnd = () =>
	run(startSession(exampleWizard), 'there', 'shop', 'https://a.example', 'k', 2, ['cron'], 'x', '', 'y', 'fun');

test('asks one question after the other and ends with typed answers', () => {
	expect(finishedAnswers(atEnd())).toEqual({
		where: 'there',
		appName: 'shop',
		address: 'https://a.example',
		apiKey: new Secret('k'),
		count: 2,
		parts: ['cron'],
		service: 'x',
		folder: '',
		sure: true,
		why: 'fun',
	});
});

test('an answer that does not fit stays at its question, with the reason', () => {
	const session = run(startSession(exampleWizard), 'here', 'NOT THIS');

	expect(session.at).toBe('appName');
	expect(session.problem).toEqual({step: 'appName', message: 'Use lowercase letters'});
	expect(run(session, 'shop').problem).toBeUndefined();
});

test('answers of a branch that was left are dropped, and there again when it is taken again', () => {
	const left = run(advance(atEnd(), {type: 'jumped', step: 'where'}), 'here');
	expect(finishedAnswers(left)).not.toHaveProperty('address');

	const again = run(advance(left, {type: 'jumped', step: 'where'}), 'there');
	expect(finishedAnswers(again)).toEqual(finishedAnswers(atEnd()));
});

test('a failed task comes back to its question with every other answer kept', () => {
	const error = new WizardError('auth/refused', {message: 'The key is refused.', hint: 'Make a new one.'}).toJSON();
	const session = advance(atEnd(), {type: 'failed', step: 'apiKey', error});

	expect(session).toMatchObject({at: 'apiKey', state: 'asking', problem: {message: 'The key is refused.', error}});
	expect(prefill(session)).toBeUndefined();
	expect(run(session, 'new').state).toBe('done');
});

test('known answers are not asked; one that does not fit is, with the reason', () => {
	const session = startSession(exampleWizard, {
		known: {where: {value: 'over_there', source: 'file'}, appName: {value: 'NO', source: 'flag'}},
	});

	expect(session.at).toBe('appName');
	expect(session.problem?.message).toBe('Use lowercase letters');
	expect(answersSoFar(session)).toEqual({where: 'there'});
});

test('fields begin with the last answer, the suggestion or the default', () => {
	const session = startSession(exampleWizard, {suggested: {appName: 'folder', where: 'nowhere'}});
	expect(prefill(session)).toBe('here');
	const named = run(session, 'there');
	expect(prefill(named)).toBe('folder');
	expect(prefill(run(named, 'shop'))).toBe('https://shop.example');
	expect(prefill(advance(run(named, 'shop'), {type: 'back'}))).toBe('shop');
	expect(position(named)).toEqual({number: 2, of: 9});
});

test('shows answers by their label and secrets as dots', () => {
	expect(answeredSteps(atEnd()).map(({shown}) => shown)).toEqual([
		'Over there',
		'shop',
		'https://a.example',
		'•••••••• (under 8 characters)',
		'2',
		'cron',
		'x',
		'none',
		'yes',
		'fun',
	]);
});

test('a default that is not among the live choices is not offered', () => {
	const wizard = defineWizard({id: 'live', title: 'Live'})
		.step('store', select({ask: 'Which?', choices: lookup('stores'), default: 'file'}))
		.plan(() => []);
	const loaded = (value: string) =>
		advance(startSession(wizard), {type: 'choices-loaded', step: 'store', choices: [{value, label: value}]});

	expect(prefill(startSession(wizard))).toBe('file');
	expect(prefill(loaded('file'))).toBe('file');
	expect(prefill(loaded('other'))).toBeUndefined();
	expect(run(loaded('other'), 'file').problem?.message).toBe('It is not among the choices');
});

test('live choices are loaded once, and again when an answer above changes', () => {
	const waiting = run(startSession(exampleWizard), 'here', 'shop', 1, ['web']);
	expect(openLookup(waiting)).toEqual({lookup: 'services'});
	const loaded = advance(waiting, {
		type: 'choices-loaded',
		step: 'service',
		choices: [{value: 'a', label: 'A'}],
	});
	expect(openLookup(loaded)).toBeUndefined();
	const changed = advance(run(advance(loaded, {type: 'jumped', step: 'appName'}), 'other'), {
		type: 'jumped',
		step: 'service',
	});
	expect(openLookup(changed)).toEqual({lookup: 'services'});
});

const values: Readonly<Record<string, readonly unknown[]>> = {
	where: ['here', 'there', 'nowhere'],
	appName: ['shop', 'other', 'NO'],
	address: ['https://a.example', 'nothing'],
	apiKey: ['k', ''],
	count: [1, '3', 99, 'many'],
	parts: [['web'], 'cron,worker', ['none']],
	service: ['one', ''],
	folder: ['', '/tmp'],
	sure: [true, 'n', 'perhaps'],
	why: ['fun', ''],
};
const steps = Object.keys(values);
const move = fc.oneof(
	{weight: 6, arbitrary: fc.record({type: fc.constant('answer' as const), pick: fc.nat({max: 3})})},
	{weight: 1, arbitrary: fc.record({type: fc.constant('back' as const)})},
	{weight: 1, arbitrary: fc.record({type: fc.constant('jumped' as const), step: fc.constantFrom(...steps)})},
);

test('any path of answers, backs and jumps ends in answers that fit, and moving about loses none', () => {
	fc.assert(
		fc.property(fc.array(move, {maxLength: 60}), moves => {
			let session = startSession(exampleWizard);
			for (const made of moves) {
				const before = session;
				const offered = values[session.at ?? ''] ?? [];
				const event: SessionEvent =
					made.type === 'answer' ? {type: 'answered', value: offered[made.pick % offered.length]} : made;
				session = advance(session, event);
				const mayChange = made.type === 'answer' ? before.at : undefined;
				const others = [...before.remembered].filter(([id]) => id !== mayChange);
				expect(others.map(([id]) => [id, session.remembered.get(id)])).toEqual(others);
			}

			for (let steps = 0; session.state === 'asking' && steps < 20; steps++) {
				session = run(session, values[session.at ?? '']?.[0]);
			}

			const answers = finishedAnswers(session);
			expect(exampleWizard.accepts(answers)).toBe(true);
			expect(answers === undefined ? [] : exampleWizard.plan(answers)).toHaveLength(1);
		}),
		{numRuns: 300},
	);
});

test('quiet questions take their default, follow what changes above them, and can be edited', () => {
	const wizard = defineWizard({id: 'quiet', title: 'Quiet'})
		.step('name', text({ask: 'Name?'}))
		.step('start', text({ask: 'Start?', quiet: true}), {default: ({name}) => `node ${name}.js`})
		.step('detected', text({ask: 'Detected?', quiet: true}))
		.step('last', text({ask: 'Last?'}))
		.plan(() => []);
	const asked = run(startSession(wizard), 'a');
	expect(asked.at).toBe('detected');
	const last = run(asked, 'x');
	expect(advance(last, {type: 'back'}).at).toBe('detected');
	const renamed = run(advance(last, {type: 'jumped', step: 'name'}), 'b', 'end');
	expect(finishedAnswers(renamed)).toMatchObject({start: 'node b.js', detected: 'x'});
	const edited = run(advance(renamed, {type: 'jumped', step: 'start'}), 'mine');
	expect(finishedAnswers(run(advance(edited, {type: 'jumped', step: 'name'}), 'c'))).toMatchObject({start: 'mine'});
	expect(startSession(wizard, {known: {name: {value: 'a', source: 'flag'}}, suggested: {detected: 'd'}}).at).toBe(
		'last',
	);
	expect(
		startSession(wizard, {known: {start: {value: 'given', source: 'default'}}}).remembered.get('start')?.value,
	).toBe('given');
});
