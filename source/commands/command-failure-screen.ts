/** The screen of a deploy that did not end well: what was done, why it ended, and what can be done now. */
import type {DeployResult} from '../core/deploy/deploy-plan.ts';
import {durationText} from '../shared/units.ts';
import type {Chapter, Line, Menu, MenuChoice} from '../wizard-engine/prompter.ts';
import {lastWords} from './command-last-words.ts';

export interface TaskTime {
	readonly task: string;
	readonly title: string;
	readonly state: Chapter['state'];
	readonly duration_ms: number;
}

/** What fits above the choices on the smallest screen. */
const mostLines = 4;

interface Failure {
	readonly result: DeployResult;
	readonly exitCode: number;
	readonly tasks: readonly TaskTime[];
	/** The release that answers meanwhile. */
	readonly live: number | null;
	/** A secret that the app asks for, which an env file of the folder has. */
	readonly missing: string | null;
}

export function failureMenu({result, exitCode, tasks, live, missing}: Failure): Menu {
	const {error, duration_ms: took} = result;
	const facts = error?.facts?.['last_lines'];
	const said = lastWords(Array.isArray(facts) ? facts.filter(line => typeof line === 'string') : [], mostLines);
	const message = (error?.message ?? '').replace(/^Release \d+ did not start: /, '');
	const quotes: readonly Line[] = said.map(text => ({text, tone: 'quote'}));
	return {
		id: 'failure',
		title: titleOf(result, live),
		aside: durationText(took),
		steps: tasks.map(({task, title, state}) => ({id: task, title, state})),
		lines: [
			{text: message.charAt(0).toUpperCase() + message.slice(1)},
			...(quotes.length === 0 ? [] : [{text: 'Its last lines:'}, ...quotes]),
			{text: ''},
			...adviceOn(result, missing),
		],
		choices: [...choicesFor(missing), {value: 'leave', label: 'Leave it', key: 'q'}],
		escape: 'leave',
		exitCode,
		copy: [error?.code, error?.message, ...said].filter(text => text !== undefined).join('\n'),
	};
}

function titleOf({outcome, release}: DeployResult, live: number | null): string {
	if (outcome === 'running') return 'The deployment goes on without us.';
	if (outcome === 'unknown') return 'How the deployment ended is not known.';
	const what = release === null ? 'Nothing was deployed.' : `Release ${release} did not start.`;
	if (live === null || live === release) return what;
	return `${what} Release ${live} is still live.`;
}

function adviceOn({error, outcome}: DeployResult, missing: string | null): readonly Line[] {
	if (missing !== null)
		return [{text: `${missing} is not among this service's secrets. There is one in .env.`, tone: 'strong'}];
	const hint: readonly Line[] = outcome === 'reverted' || error === undefined ? [] : [{text: error.hint}];
	const next = error?.next ?? [];
	const widest = Math.max(0, ...next.map(({command}) => command.length));
	return [
		...hint,
		...next.map(({command, when}): Line => ({text: command.padEnd(widest + 3), tone: 'command', beside: when})),
	];
}

function choicesFor(missing: string | null): readonly MenuChoice[] {
	const look: MenuChoice = {value: 'watch', label: 'Look at all output', key: 'l'};
	if (missing !== null)
		return [{value: 'add-secret', label: `Add ${missing} from .env to the vault and deploy again`, key: 'a'}, look];
	return [
		{value: 'deploy', label: 'Deploy again', hint: 'when it is mended', key: 'd'},
		{value: 'mend', label: 'Back to the question', hint: 'that may have caused it', key: 'b'},
		look,
	];
}
