import {toWizardError} from '../../shared/errors.ts';
import type {AskRequest} from '../../wizard-engine/prompter.ts';
import {
	advance,
	answersSoFar,
	finishedAnswers,
	openLookup,
	type Session,
	type SessionEvent,
	startSession,
} from '../../wizard-engine/session.ts';
import {questionNames} from '../../wizard-engine/names.ts';
import {answeredSteps, choicesOf, currentStep, isGiven, position, prefill} from '../../wizard-engine/session-view.ts';
import {answerOf, createEditor, type Editor, listOf, press, isTextField, withRows} from '../fields/editor.ts';
import type {Key} from '../keys/key.ts';
import {choiceLoading} from './choice-loading.ts';
import {shareRows} from './question-rows.ts';
import {QuestionView} from './question-view.tsx';
import type {Area, KeyHint, Screen, Stage} from './screen.ts';
import type {Trial} from './trial.ts';

/** How to move, and that a long list can be narrowed. */
function listHints(editor: Editor): readonly KeyHint[] {
	const list = listOf(editor);
	if (!list) return [];
	const filter = list.options.length > list.height && list.filter === '' ? [{keys: 'type', does: 'to filter'}] : [];
	return [{keys: 'arrows', does: 'move'}, ...filter];
}

interface Ending<Answers> {
	readonly answer: (answers: Answers) => void;
	readonly leave: () => void;
}

/** A wizard's questions, one at a time. The session decides what is asked; this holds the field and passes the answers on. */
export class QuestionScreen<Answers> implements Screen {
	readonly #request: AskRequest<Answers>;
	readonly #stage: Stage;
	readonly #ending: Ending<Answers>;
	readonly #loading = choiceLoading();
	#session: Session<Answers>;
	#editor: Editor | undefined;
	#trial: Trial | undefined;
	#trialNumber = 0;
	#isFirst = true;
	#since = 0;

	constructor(request: AskRequest<Answers>, stage: Stage, ending: Ending<Answers>) {
		this.#request = request;
		this.#stage = stage;
		this.#ending = ending;
		this.#session = startSession(request.wizard, request);
		this.#arrive();
	}

	get isTyping(): boolean {
		return this.#editor !== undefined && isTextField(this.#editor);
	}

	/** Words above the first question, until it is answered. */
	get #introduction(): readonly string[] {
		return this.#isFirst ? (this.#request.introduction ?? []) : [];
	}

	get #canTest(): boolean {
		const {test, canTest} = this.#request;
		const {at} = this.#session;
		return test !== undefined && at !== undefined && (canTest?.includes(at) ?? true);
	}

	position(): string {
		const {number, of} = position(this.#session);
		return of > 1 ? `${number} of ${of}` : '';
	}

	help(): readonly string[] {
		const step = currentStep(this.#session);
		if (step === undefined) return [];
		const {help, more = []} = step.field;
		const {key, flag, env} = questionNames(this.#request.wizard, step);
		return [
			...(help === undefined ? [] : [help]),
			...more,
			`Without being asked: ${flag} on the command line, ${env} in the environment, ${key} in an answers file.`,
		];
	}

	hints(): readonly KeyHint[] {
		const editor = this.#editor;
		const help = {keys: this.isTyping ? 'ctrl+g' : '?', does: 'help'};
		const back = answeredSteps(this.#session).some(({source}) => source === 'asked')
			? [{keys: 'esc', does: 'back', keep: true}]
			: [];
		if (!editor) {
			const failed = this.#session.choices.get(this.#session.at ?? '')?.state === 'failed';
			return [...(failed ? [{keys: 'r', does: 'try again', keep: true}] : []), ...back, help];
		}

		return [
			{keys: 'enter', does: editor.kind === 'select' ? 'choose' : 'go on', keep: true},
			...(editor.kind === 'multiselect'
				? [
						{keys: 'space', does: 'mark'},
						{keys: 'ctrl+a', does: 'all'},
					]
				: []),
			...(editor.kind === 'secret' ? [{keys: 'ctrl+r', does: editor.isRevealed ? 'hide' : 'show'}] : []),
			...(editor.kind === 'confirm'
				? [
						{keys: 'y', does: 'yes'},
						{keys: 'n', does: 'no'},
					]
				: []),
			...(this.#canTest ? [{keys: 'ctrl+t', does: 'test now'}] : []),
			...listHints(editor),
			...back,
			help,
			{keys: 'ctrl+c', does: 'leave'},
		];
	}

	leave(): void {
		this.#ending.leave();
	}

	press(key: Key): void {
		switch (key.chord) {
			case 'ctrl+c':
			case 'ctrl+d':
				return this.#ending.leave();
			case 'escape':
				return this.#escape();
			case 'enter':
				return this.#answer();
			case 'ctrl+t':
				return this.#try();
			default:
				return this.#edit(key);
		}
	}

	draw(area: Area) {
		this.#share(area);
		return (
			<QuestionView
				session={this.#session}
				editor={this.#editor}
				trial={this.#trial}
				introduction={this.#introduction}
				since={this.#since}
				now={this.#stage.now}
				area={area}
			/>
		);
	}

	/** A list pages by the rows it really has. */
	#share(area: Area): void {
		const step = currentStep(this.#session);
		if (!step || !this.#editor) return;
		const answered = answeredSteps(this.#session).filter(isGiven).length;
		const introduction = this.#introduction;
		this.#editor = withRows(this.#editor, shareRows({step, answered, introduction, editor: this.#editor, area}).list);
	}

	close(): void {
		this.#loading.stop();
	}

	#edit(key: Key): void {
		const {at, choices} = this.#session;
		if (!this.#editor) {
			if (key.chord === 'r' && at !== undefined && choices.get(at)?.state === 'failed') {
				this.#send({type: 'choices-dropped', step: at});
			}

			return;
		}

		const pressed = press(this.#editor, key);
		if (!pressed) return;
		this.#editor = pressed.editor;
		if (pressed.isAnswer) return this.#answer();
		this.#stage.changed();
	}

	#answer(): void {
		const value = this.#editor && answerOf(this.#editor);
		if (value !== undefined) this.#send({type: 'answered', value});
	}

	#escape(): void {
		const list = this.#editor && listOf(this.#editor);
		if (list !== undefined && list.filter !== '') return this.#edit({chord: 'ctrl+u', text: ''});
		this.#send({type: 'back'});
	}

	#send(event: SessionEvent): void {
		const before = this.#session;
		this.#session = advance(before, event);
		const answers = finishedAnswers(this.#session);
		if (answers !== undefined) return this.#ending.answer(answers);
		// A refused answer stays in the field; a new question, or choices that arrived, begin a new one.
		if (event.type === 'answered' && this.#session.at !== before.at) this.#isFirst = false;
		const isSame = event.type === 'answered' && this.#session.at === before.at;
		if (!isSame) this.#arrive();
		this.#stage.changed();
	}

	/** At a question: its field, once its choices are there. */
	#arrive(): void {
		this.#trial = undefined;
		this.#trialNumber += 1;
		const session = this.#session;
		const step = currentStep(session);
		this.#editor = undefined;
		if (!step) return;
		const open = openLookup(session);
		if (open) {
			this.#since = this.#stage.now();
			const load = this.#request.lookups[open.lookup];
			this.#loading.start(
				step.id,
				signal => load?.(answersSoFar(session, step.id), signal),
				event => this.#send(event),
			);
			return;
		}

		if (session.choices.get(step.id)?.state === 'failed' && step.field.freeText !== true) return;
		const kept = session.remembered.get(step.id)?.value;
		this.#editor = createEditor(step.field, {prefill: prefill(session), choices: choicesOf(session, step) ?? [], kept});
	}

	#try(): void {
		const {test} = this.#request;
		if (!this.#canTest) return;
		const step = currentStep(this.#session);
		const value = this.#editor && answerOf(this.#editor);
		if (!test || !step || value === undefined) return;
		this.#trialNumber += 1;
		const number = this.#trialNumber;
		const show = (trial: Trial) => {
			if (number !== this.#trialNumber) return;
			this.#trial = trial;
			this.#stage.changed();
		};
		show({state: 'running', since: this.#stage.now()});
		test(step.id, value, answersSoFar(this.#session, step.id)).then(
			result => show({state: 'done', result}),
			(error: unknown) => show({state: 'failed', message: toWizardError(error).message}),
		);
	}
}
