/** What happens to a deployment, as lines of the events pane. */
import * as z from 'zod';
import {deploymentEndedSchema, logEndSchema, statusChangedSchema} from '../../shared/log-message.ts';
import type {LogItem} from './log-item.ts';

/** Whose events are ours: many services share the subjects, and some messages name only a job or a deployment. */
export interface LogSubject {
	readonly serviceId: string;
	readonly deployments: Set<string>;
	readonly jobs: Set<number>;
}

export type DeploymentEvent =
	| {readonly kind: 'item'; readonly item: LogItem}
	| {readonly kind: 'end'; readonly deploymentId: string; readonly status: 'success' | 'failed'};

const statusWords = {IN_PROGRESS: 'deployment started', SUCCEEDED: 'deployment succeeded', FAILED: 'deployment failed'};

export function toEventItem(
	subject: string,
	fields: Readonly<Record<string, unknown>>,
	ours: LogSubject,
	now: number,
): DeploymentEvent | undefined {
	if (subject.includes('build.log.end.')) return toEnd(fields, ours);
	if (subject.endsWith('deployment.status.changed')) return toStatusLine(fields, ours, now);
	const ended = z.safeParse(deploymentEndedSchema, fields);
	if (!ended.success || ended.data.serviceId !== ours.serviceId) return undefined;
	// Our platform tells the end as a numbered status line; this message is the only one that others send.
	ours.deployments.add(ended.data.deploymentId);
	ours.jobs.add(ended.data.jobId);
	return undefined;
}

function toEnd(fields: unknown, ours: LogSubject): DeploymentEvent | undefined {
	const end = z.safeParse(logEndSchema, fields);
	if (!end.success || !ours.deployments.has(end.data.deploymentId)) return undefined;
	return {kind: 'end', deploymentId: end.data.deploymentId, status: end.data.status};
}

function toStatusLine(fields: unknown, ours: LogSubject, now: number): DeploymentEvent | undefined {
	const changed = z.safeParse(statusChangedSchema, fields);
	if (!changed.success) return undefined;
	const {serviceId, deploymentId, jobId, seq, message, status, timestamp} = changed.data;
	const isOurs =
		serviceId === undefined
			? ours.jobs.has(jobId) || (deploymentId !== undefined && ours.deployments.has(deploymentId))
			: serviceId === ours.serviceId;
	if (!isOurs) return undefined;
	const item: LogItem = {
		seq,
		timestamp: timestamp ?? now,
		stream: 'stdout',
		phase: 'deploy',
		source: 'events',
		deploymentId: deploymentId ?? '',
		content: `${message ?? statusWords[status]}\n`,
	};
	return {kind: 'item', item};
}
