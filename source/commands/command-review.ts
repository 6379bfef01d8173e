/** The review before a deploy, as data: what will be built, pushed, run and replaced. */
import type {DeployPlan} from '../core/deploy/deploy-plan.ts';
import type {Deployment} from '../shared/api-contract.ts';
import {agoText} from '../shared/units.ts';
import type {Review} from '../wizard-engine/prompter.ts';

interface Reviewing {
	readonly plan: DeployPlan;
	readonly deployments: readonly Deployment[];
	readonly now: number;
	/** Whose registry takes the image: `this machine`, or a host. */
	readonly platform?: string;
	readonly files?: Review['files'];
	/** The answers of this run as a file. */
	readonly answers?: string;
}

export function reviewOf({plan, deployments, now, platform, files = [], answers}: Reviewing): Review {
	const {stack, builder, count, secrets, serviceName} = plan;
	const live = deployments.find(one => one.active);
	const next = (deployments[0]?.release ?? 0) + 1;
	const how = [
		stack.title,
		...(stack.packageManager === null ? [] : [stack.packageManager]),
		builder.id === 'layers' ? 'no Docker needed' : builder.title,
	];
	return {
		title: `Ready to deploy ${serviceName}`,
		facts: [
			{label: 'Build', value: how.join(', ')},
			{label: 'Push', value: platform === undefined ? 'the registry of the platform' : `the registry on ${platform}`},
			{label: 'Run', value: `${count} ${count === 1 ? 'instance' : 'instances'}, ${checkInWords(plan)}`},
			{
				label: 'Secrets',
				value:
					secrets.names.length === 0 ? 'none' : `${secrets.names.length} from the vault: ${secrets.names.join(', ')}`,
			},
			{
				label: 'Replaces',
				value:
					live === undefined
						? 'nothing: this is the first release'
						: `release ${live.release} (${agoText(Date.parse(live.createdAt), now)}); it stays up until release ${next} is healthy`,
			},
		],
		files,
		asCommand:
			answers === undefined
				? [`cs-wizard up --non-interactive --service ${serviceName}`]
				: [
						'cs-wizard up --non-interactive --answers-file ci.yaml',
						'',
						'# ci.yaml',
						...answers.split('\n').filter(line => line !== ''),
					],
		go: 'deploy',
	};
}

function checkInWords({health}: DeployPlan): string {
	if (health.type === 'http') return `health check GET ${health.path}`;
	return health.type === 'tcp' ? 'health check: takes connections' : 'no health check';
}
