/** What the journey's screens say: results turned into menus, as data. */
import type {DeployResult} from '../core/deploy/deploy-plan.ts';
import type {CheckResult} from '../core/doctor/run-checks.ts';
import type {JournalState} from '../core/journal/journal.ts';
import type {Deployment} from '../shared/api-contract.ts';
import {agoText, durationText} from '../shared/units.ts';
import type {Line, Menu} from '../wizard-engine/prompter.ts';
import type {Answered} from './command-answer-of.ts';
import type {TaskTime} from './command-failure-screen.ts';
import type {AppSecrets} from './command-secrets.ts';

interface Done {
	readonly service: string;
	readonly result: DeployResult;
	readonly note: string | null;
	readonly answers: Answered | null;
	readonly tasks: readonly TaskTime[];
}

export function doneMenu({service, result, note, answers, tasks}: Done): Menu {
	const {outcome, url, release, duration_ms: took} = result;
	const unchanged = outcome === 'unchanged';
	const phases = tasks
		.filter(({state}) => state === 'done')
		.map(one => `${one.title} ${durationText(one.duration_ms)}`);
	const said = [
		...(answers === null ? [] : [`answers ${answers.status} in ${durationText(answers.took)}`]),
		`release ${release ?? ''}`,
	];
	return {
		id: 'done',
		title: unchanged ? `${service} is live, nothing has changed` : `${service} is live`,
		aside: durationText(took),
		lines: [
			{text: `  ${url ?? ''}`.padEnd(widthOfAddress), tone: 'strong', beside: said.join(', ')},
			{text: ''},
			...(phases.length === 0 ? [] : [{text: `  ${phases.join('   ')}`, tone: 'dim' as const}, {text: ''}]),
			...(note === null ? [] : [{text: note, tone: 'good' as const}, {text: ''}]),
			{text: 'Next', tone: 'strong'},
			{text: 'cs-wizard up'.padEnd(24), tone: 'command', beside: 'deploy again, no questions'},
			{text: 'cs-wizard logs'.padEnd(24), tone: 'command', beside: 'these logs, any time'},
			{text: 'cs-wizard up --non-interactive --answers-file ci.yaml', tone: 'command', beside: '      in CI'},
			{text: ' '.repeat(26), beside: 'w writes ci.yaml from your answers'},
		],
		choices: [
			{value: 'watch', label: 'Watch the logs', key: 'l'},
			{value: 'open', label: 'Open', hint: 'in the browser', key: 'o'},
			{value: 'write', label: 'Write ci.yaml', hint: 'from your answers, secrets as references', key: 'w'},
			{value: 'leave', label: 'Leave', key: 'q', hint: 'the app goes on running'},
		],
		escape: 'leave',
	};
}

/** Where the second column begins. */
const widthOfAddress = 36;

const taskTitles: Readonly<Record<string, string>> = {
	'image.build': 'the build',
	'image.push': 'the push',
	'deployment.create': 'the deploy',
	'deployment.release': 'the release',
};

/** An earlier run that did not come to its end. */
export function resumeMenu({openedAt, began, done}: JournalState, now: number): Menu {
	const broken = [...began.keys()].findLast(task => !done.has(task));
	return {
		id: 'resume',
		title: 'An earlier deploy was interrupted',
		lines: [
			{
				text: `It began ${agoText(Date.parse(openedAt), now)} and stopped at ${taskTitles[broken ?? ''] ?? 'its start'}.`,
			},
			{text: 'Going on does again what is not done; nothing happens twice.', tone: 'dim'},
		],
		choices: [
			{value: 'resume', label: 'Go on with it', key: 'r'},
			{value: 'home', label: 'See how things stand', key: 'h'},
			{value: 'leave', label: 'Leave', key: 'q'},
		],
		escape: 'leave',
	};
}

const checkTones = {ok: 'good', warn: 'warning', error: 'bad', skipped: 'dim'} as const;

export function doctorMenu(checks: readonly CheckResult[]): Menu {
	const problems = checks.filter(({status}) => status === 'error' || status === 'warn');
	return {
		id: 'general',
		title:
			problems.length === 0
				? `All ${checks.length} checks passed`
				: `${problems.length} of ${checks.length} checks want a look`,
		lines: checks.flatMap(({name, status, detail, fix, duration_ms: took}) => [
			{text: `${name}: ${detail}`, tone: checkTones[status], aside: `${took} ms`},
			...(fix === '' || status === 'ok' ? [] : [{text: `  ${fix}`, tone: 'dim' as const}]),
		]),
		choices: [{value: 'home', label: 'Back'}],
		escape: 'home',
	};
}

interface Home {
	readonly service: string;
	readonly deployments: readonly Deployment[];
	readonly secrets: AppSecrets & {readonly checkedAt: number | undefined};
	readonly now: number;
	readonly answers: Answered | null;
	/** What doctor said last. */
	readonly checked: string | undefined;
}

export function homeMenu({service, deployments, secrets, now, answers, checked}: Home): Menu {
	const live = deployments.find(one => one.active);
	const [newest] = deployments;
	const next = (newest?.release ?? 0) + 1;
	const broken = newest !== undefined && newest !== live && newest.status === 'FAILED' ? newest : undefined;
	return {
		id: 'home',
		title: service,
		lines: [
			...(live === undefined ? [{text: 'nothing is live', tone: 'dim' as const}] : liveLines(live, now, answers)),
			...(broken === undefined
				? []
				: [
						{
							text: `release ${broken.release} did not start`.padEnd(widthOfAddress - 2),
							tone: 'warning' as const,
							beside: agoText(Date.parse(broken.createdAt), now),
						},
					]),
			{
				text: 'secrets'.padEnd(widthOfAddress),
				beside: [
					secrets.names.length === 0 ? 'none' : `${secrets.names.length} in the vault: ${secrets.names.join(', ')}`,
					...(secrets.checkedAt === undefined ? [] : [`checked ${agoText(secrets.checkedAt, now)}`]),
				].join(', '),
			},
		],
		choices: [
			{value: 'deploy', label: 'Deploy', hint: `release ${next} from this folder`, key: 'd'},
			{value: 'edit', label: 'Change how it runs', hint: 'start command, health check, instances', key: 'e'},
			{value: 'watch', label: 'Watch logs', key: 'l'},
			{value: 'secrets', label: 'Secrets', hint: 'take in what .env has, check the vault', key: 's'},
			{
				value: 'doctor',
				label: 'Doctor',
				hint: checked === undefined ? 'checks this machine, the session and the platform' : lowerFirst(checked),
				key: 'c',
			},
			{value: 'leave', label: 'Leave', key: 'q'},
		],
		escape: 'leave',
	};
}

function liveLines({release, createdAt, url}: Deployment, now: number, answers: Answered | null): readonly Line[] {
	const said = answers === null ? 'no answer' : `${answers.status} in ${durationText(answers.took)}`;
	return [
		{text: `live, release ${release}, ${agoText(Date.parse(createdAt), now)}`, tone: 'good'},
		...(url === undefined ? [] : [{text: url.padEnd(widthOfAddress), tone: 'strong' as const, beside: said}]),
	];
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
