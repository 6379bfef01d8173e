/** What the journey's screens say: results turned into menus and a review, as data. */
import type {DeployPlan, DeployResult} from '../core/deploy/deploy-plan.ts';
import type {Deployment} from '../shared/api-contract.ts';
import {agoText, durationText} from '../shared/units.ts';
import type {Line, Menu, MenuChoice, Review} from '../wizard-engine/prompter.ts';
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

export function doneMenu(service: string, result: DeployResult): Menu {
	const unchanged = result.outcome === 'unchanged';
	return {
		id: 'done',
		title: unchanged ? `${service} is live, nothing has changed` : `${service} is live`,
		aside: durationText(result.duration_ms),
		lines: [
			{text: result.url ?? '', tone: 'strong', aside: `release ${result.release ?? ''}`},
			{text: ''},
			{text: 'Next', tone: 'strong'},
			{text: 'cs-wizard up            deploy again, no questions', tone: 'command'},
			{text: 'cs-wizard logs          these logs, any time', tone: 'command'},
			{text: 'cs-wizard up --non-interactive --answers-file ci.yaml      in CI', tone: 'command'},
		],
		choices: [
			{value: 'watch', label: 'Watch the logs'},
			{value: 'leave', label: 'Leave', key: 'q', hint: 'the app goes on running'},
		],
		escape: 'leave',
	};
}

export function failureMenu({error, outcome, release}: DeployResult, exitCode: number): Menu {
	const last = error?.facts?.['last_lines'];
	const lines: readonly Line[] = Array.isArray(last)
		? last.filter(line => typeof line === 'string').map(text => ({text, tone: 'quote' as const}))
		: [];
	const title =
		outcome === 'reverted'
			? `Release ${release ?? ''} did not start. The old release is still live.`
			: outcome === 'running'
				? 'The deployment goes on without us.'
				: 'The deploy did not work.';
	const choices: readonly MenuChoice[] = [
		{value: 'deploy', label: 'Deploy again', hint: 'when it is mended'},
		{value: 'watch', label: 'Look at all output'},
		{value: 'leave', label: 'Leave it', key: 'q'},
	];
	return {
		id: 'failure',
		title,
		lines: [
			{text: error?.message ?? '', tone: 'bad'},
			...(lines.length === 0 ? [] : [{text: 'Its last lines:'}, ...lines, {text: ''}]),
			{text: error?.hint ?? ''},
			...(error?.next ?? []).map(({command, when}) => ({text: command, tone: 'command' as const, aside: when})),
		],
		choices,
		escape: 'leave',
		exitCode,
		copy: [error?.code, error?.message, ...lines.map(({text}) => text)].filter(text => text !== undefined).join('\n'),
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
			{value: 'watch', label: 'Watch logs', key: 'l'},
			{value: 'leave', label: 'Leave', key: 'q'},
		],
		escape: 'leave',
	};
}
