import {Box} from 'ink';
import {Fragment} from 'react';
import type {Session} from '../../wizard-engine/session.ts';
import type {AnyWizard, Step} from '../../wizard-engine/define.ts';
import {questionNames} from '../../wizard-engine/names.ts';
import {answeredSteps, currentStep, isGiven} from '../../wizard-engine/session-view.ts';
import {FilterNote} from '../fields/choice-list.tsx';
import {type Editor, listOf} from '../fields/editor.ts';
import {EditorView} from '../fields/editor-view.tsx';
import {Paragraph} from '../layout/paragraph.tsx';
import {Gap, Rows, Spread} from '../layout/rows.tsx';
import {Say, Sentence} from '../layout/say.tsx';
import {Waiting} from '../layout/waiting.tsx';
import {fit, widthOf} from '../text-width.ts';
import {Problem} from './problem.tsx';
import {isList, shareRows} from './question-rows.ts';
import type {Area} from './screen.ts';
import type {Trial} from './trial.ts';

interface QuestionViewProps<Answers> {
	readonly session: Session<Answers>;
	/** Absent while the choices are not there. */
	readonly editor: Editor | undefined;
	readonly trial: Trial | undefined;
	readonly introduction: readonly string[];
	readonly since: number;
	readonly now: () => number;
	readonly area: Area;
}

const widestName = 30;
const narrowestName = 16;

/** One question: what was answered above it, the field, and below it what is wrong or what helps. */
export function QuestionView<Answers>(props: QuestionViewProps<Answers>) {
	const {session, editor, trial, introduction, since, now, area} = props;
	const step = currentStep(session);
	if (!step) return <Waiting words="One moment" since={since} now={now} />;
	const answered = answeredSteps(session)
		.filter(isGiven)
		.map(({step: {id, field}, shown}) => ({name: field.label ?? shortName(field.ask, id), shown}));
	const above = shareRows({step, answered: answered.length, introduction, editor, area}).answered;
	const list = editor && listOf(editor);
	const failed = session.choices.get(step.id);
	return (
		<Rows>
			<Answered rows={answered} shown={above} width={area.columns} />
			{introduction.map((line, index) => (
				<Fragment key={index}>
					<Paragraph width={area.columns}>{line}</Paragraph>
					<Gap />
				</Fragment>
			))}
			<Spread
				left={
					<Say tone="strong" wrap="wrap">
						{step.field.ask}
					</Say>
				}
				right={list && <FilterNote field={list} />}
				width={area.columns}
			/>
			{isList(step) ? <Gap /> : undefined}
			{editor ? (
				<EditorView editor={editor} width={area.columns} placeholder={step.field.placeholder} />
			) : failed?.state === 'failed' ? (
				<Problem message={failed.error.message} error={failed.error} width={area.columns} />
			) : (
				<Rows indent={2}>
					<Waiting words="Loading the choices" since={since} now={now} />
				</Rows>
			)}
			<Gap />
			<Below {...props} step={step.id} help={helpOf(session.wizard, step)} trial={trial} />
		</Rows>
	);
}

/** What is typed can as well be given from outside; what is chosen says so under `?` only. */
function helpOf(wizard: Pick<AnyWizard, 'key'>, step: Step): string | undefined {
	const {help, kind} = step.field;
	if (!['text', 'path', 'number', 'secret'].includes(kind)) return help;
	const {flag, env} = questionNames(wizard, step);
	// A secret on a command line can be read by others on the machine.
	const also = `Also: ${kind === 'secret' ? env : `${flag}, ${env}`}`;
	return help === undefined ? also : `${help} ${also}`;
}

interface BelowProps<Answers> extends QuestionViewProps<Answers> {
	readonly step: string;
	readonly help: string | undefined;
}

function Below<Answers>({session: {problem}, step, trial, help, now, area}: BelowProps<Answers>) {
	const width = area.columns;
	return (
		<Rows>
			{trial !== undefined ? (
				<>
					<TrialResult trial={trial} now={now} width={width} />
					<Gap />
				</>
			) : problem?.step === step ? (
				<>
					<Problem message={problem.message} error={problem.error} width={width} />
					<Gap />
				</>
			) : undefined}
			{help === undefined ? undefined : (
				<Rows indent={2}>
					<Paragraph tone="dim" width={width - 2}>
						{help}
					</Paragraph>
				</Rows>
			)}
		</Rows>
	);
}

function TrialResult({trial, now, width}: {readonly trial: Trial; readonly now: () => number; readonly width: number}) {
	switch (trial.state) {
		case 'running':
			return (
				<Rows indent={2}>
					<Waiting words="Testing" since={trial.since} now={now} />
				</Rows>
			);
		case 'failed':
			return <Problem message={trial.message} width={width} />;
		case 'done': {
			const {status, detail, fix} = trial.result;
			const tone = status === 'ok' ? 'good' : status === 'failed' ? 'bad' : 'warning';
			return <Problem message={detail} tone={tone} hint={fix} width={width} />;
		}
	}
}

interface AnsweredProps {
	readonly rows: readonly {readonly name: string; readonly shown: string}[];
	readonly shown: number;
	readonly width: number;
}

/** The answers so far, one line each; the oldest give way. */
function Answered({rows, shown, width}: AnsweredProps) {
	if (rows.length === 0) return <Rows>{undefined}</Rows>;
	const hidden = rows.length - shown;
	const nameWidth = Math.min(widestName, Math.max(narrowestName, ...rows.map(({name}) => widthOf(name))));
	return (
		<Rows>
			{rows.slice(hidden).map(({name, shown: words}, index) => (
				<Box key={index} width={width} flexShrink={0} paddingLeft={2}>
					<Sentence>
						<Say tone="dim">{fit(index === 0 && hidden > 0 ? `${hidden} more above` : name, nameWidth)}</Say>
						<Say>{`  ${words}`}</Say>
					</Sentence>
				</Box>
			))}
			<Gap />
		</Rows>
	);
}

/** A question in the list of answers: without its question mark. */
const shortName = (ask: string, id: string): string => ask.replace(/[?:]\s*$/, '') || id;
