/** What the journey's screens say: results turned into menus and a review, as data. */
import type {DeployPlan, DeployResult} from '../core/deploy/deploy-plan.ts';
import type {CheckResult} from '../core/doctor/run-checks.ts';
import type {JournalState} from '../core/journal/journal.ts';
import type {Deployment} from '../shared/api-contract.ts';
import {agoText, durationText} from '../shared/units.ts';
import type {Line, Menu, Review} from '../wizard-engine/prompter.ts';
import type {AppSecrets} from './command-secrets.ts';

interface Reviewing {
	readonly plan: DeployPlan;
	readonly deployments: readonly Deployment[];
	readonly now: number;
}

export function reviewOf({plan, deployments, now}: Reviewing): Review {
	const {stack, builder, health, count, secrets, serviceName} = plan;
	const live = deployments.find(one => one.active);
	const next = (deployments[0]?.release ?? 0) + 1;
	const how = [
		stack.title,
		...(stack.packageManager === null ? [] : [stack.packageManager]),
		builder.id === 'layers' ? 'no Docker needed' : builder.title,
	];
	const check =
		health.type === 'http'
			? `health check GET ${health.path}`
			: health.type === 'tcp'
				? 'health check: takes connections'
				: 'no health check';
	return {
		title: `Ready to deploy ${serviceName}`,
		facts: [
			{label: 'Build', value: how.join(', ')},
			{label: 'Push', value: 'the registry of the platform'},
			{label: 'Run', value: `${count} ${count === 1 ? 'instance' : 'instances'}, ${check}`},
			{
				label: 'Secrets',
				value:
					secrets.names.length === 0 ? 'none' : `${secrets.names.length} from the vault: ${secrets.names.join(', ')}`,
			},
			live === undefined
				? {label: 'Replaces', value: 'nothing: this is the first release'}
				: {
						label: 'Replaces',
						value: `release ${live.release} (${agoText(Date.parse(live.createdAt), now)}); it stays up until release ${next} is healthy`,
					},
		],
		files: [],
		asCommand: [`cs-wizard up --non-interactive --service ${serviceName}`],
		go: 'deploy',
	};
}

export function doneMenu(service: string, result: DeployResult, note: string | null): Menu {
	const unchanged = result.outcome === 'unchanged';
	return {
		id: 'done',
		title: unchanged ? `${service} is live, nothing has changed` : `${service} is live`,
		aside: durationText(result.duration_ms),
		lines: [
			{text: result.url ?? '', tone: 'strong', aside: `release ${result.release ?? ''}`},
			...(note === null ? [] : [{text: note, tone: 'good' as const}]),
			{text: ''},
			{text: 'Next', tone: 'strong'},
			{text: 'cs-wizard up            deploy again, no questions', tone: 'command'},
			{text: 'cs-wizard logs          these logs, any time', tone: 'command'},
			{text: 'cs-wizard up --non-interactive --answers-file ci.yaml      in CI', tone: 'command'},
		],
		choices: [
			{value: 'watch', label: 'Watch the logs', key: 'l'},
			{value: 'open', label: 'Open it', hint: 'in the browser', key: 'o'},
			{value: 'write', label: 'Write ci.yaml', hint: 'from your answers, secrets as references', key: 'w'},
			{value: 'leave', label: 'Leave', key: 'q', hint: 'the app goes on running'},
		],
		escape: 'leave',
	};
}

export function failureMenu({error, outcome, release}: DeployResult, exitCode: number): Menu {
	const last = error?.facts?.['last_lines'];
	const said: readonly Line[] = Array.isArray(last)
		? last
				.filter(line => typeof line === 'string')
				.slice(-8)
				.map(text => ({text, tone: 'quote' as const}))
		: [];
	const titles: Readonly<Record<string, string>> = {
		reverted: `Release ${release ?? ''} did not start. The old release is still live.`,
		running: 'The deployment goes on without us.',
		unknown: 'How the deployment ended is not known.',
	};
	return {
		id: 'failure',
		title: titles[outcome] ?? (release === null ? 'Nothing was deployed.' : `Release ${release} did not start.`),
		lines: [
			{text: error?.message ?? '', tone: 'bad'},
			...(said.length === 0 ? [] : [{text: ''}, {text: 'Its last lines:'}, ...said]),
			{text: ''},
			{text: error?.hint ?? ''},
			...(error?.next ?? []).map(({command, when}) => ({text: command, tone: 'command' as const, aside: when})),
		],
		choices: [
			{value: 'deploy', label: 'Deploy again', hint: 'when it is mended', key: 'd'},
			{value: 'mend', label: 'Back to the question', hint: 'that may have caused it', key: 'b'},
			{value: 'watch', label: 'Look at all output', key: 'l'},
			{value: 'leave', label: 'Leave it', key: 'q'},
		],
		escape: 'leave',
		exitCode,
		copy: [error?.code, error?.message, ...said.map(({text}) => text)].filter(text => text !== undefined).join('\n'),
	};
}

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
	readonly secrets: AppSecrets;
	readonly now: number;
}

export function homeMenu({service, deployments, secrets, now}: Home): Menu {
	const live = deployments.find(one => one.active);
	const next = (deployments[0]?.release ?? 0) + 1;
	return {
		id: 'home',
		title: service,
		lines: [
			live === undefined
				? {text: 'nothing is live', tone: 'dim'}
				: {text: `live, release ${live.release}, ${agoText(Date.parse(live.createdAt), now)}`, tone: 'good'},
			...(live?.url === undefined ? [] : [{text: live.url, tone: 'strong' as const}]),
			{
				text:
					secrets.names.length === 0 ? 'no secrets' : `${secrets.names.length} secrets: ${secrets.names.join(', ')}`,
			},
		],
		choices: [
			{value: 'deploy', label: 'Deploy', hint: `release ${next} from this folder`, key: 'd'},
			{value: 'edit', label: 'Change how it runs', hint: 'start command, health check, instances', key: 'e'},
			{value: 'watch', label: 'Watch logs', key: 'l'},
			{value: 'doctor', label: 'Doctor', hint: 'checks this machine, the session and the platform', key: 'c'},
			{value: 'leave', label: 'Leave', key: 'q'},
		],
		escape: 'leave',
	};
}
