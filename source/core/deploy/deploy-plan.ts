import {createHash} from 'node:crypto';
import {join} from 'node:path';
import type {ErrorData} from '../../shared/errors.ts';
import type {ApiClient} from '../api/api-client.ts';
import type {Builder} from '../build/builders/builder.ts';
import type {Stack} from '../build/stack.ts';
import type {Session} from '../credentials/credentials.ts';
import type {Clock} from '../machine/clock.ts';
import type {DeployTarget} from './targets/target.ts';

export interface DeployPlan {
	readonly folder: string;
	readonly serviceId: string;
	readonly serviceName: string;
	readonly stack: Stack;
	readonly builder: Builder;
	readonly start: string | null;
	readonly ignore: readonly string[];
	/** The image to build upon; one that is not required is left out when it is out of reach. */
	readonly base?: {readonly name: string; readonly required: boolean} | null;
	readonly secrets: {readonly path: string | null; readonly names: readonly string[]; readonly version: string};
	readonly health: {readonly type: 'http' | 'tcp' | 'none'; readonly path: string};
	readonly count: number;
	/** Ends our waiting, not the deployment. */
	readonly timeoutMs?: number;
	readonly detach?: boolean;
}

export interface DeployTools {
	readonly api: ApiClient;
	readonly session: Session;
	readonly target: DeployTarget;
	readonly clock: Clock;
	readonly journals: string;
	readonly cache: string;
}

/** The last line of `up --json`, and what the last screen is drawn from. */
export interface DeployResult {
	readonly type: 'result';
	readonly outcome: 'live' | 'failed' | 'reverted' | 'running' | 'unknown' | 'unchanged';
	readonly deployment_id: string | null;
	readonly release: number | null;
	readonly image: {readonly ref: string; readonly digest: string} | null;
	readonly url: string | null;
	readonly duration_ms: number;
	readonly error?: ErrorData;
}

export const deployTasks = [
	{task: 'image.build', title: 'Build'},
	{task: 'image.push', title: 'Push'},
	{task: 'deployment.create', title: 'Deploy'},
	{task: 'deployment.release', title: 'Release', waiting: 'goes live once it is healthy; what ran before stays up'},
] as const;

/** One `up` a folder at a time. */
export const deployLock = (locks: string, folder: string): string =>
	join(locks, `up-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}.lock`);
