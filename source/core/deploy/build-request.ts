import type {BuildRequest} from '../build/builders/builder.ts';
import type {DeployPlan, DeployTools} from './deploy-plan.ts';
import {registryCredentials} from './push-to-registry.ts';

/** What a plan asks its builder for. */
export function buildRequest(plan: DeployPlan, tools: DeployTools, signal: AbortSignal): BuildRequest {
	const {folder, stack, ignore, start, base, serviceName} = plan;
	return {
		folder,
		stack,
		ignore,
		cacheFolder: tools.cache,
		signal,
		...(start === null ? {} : {start}),
		...(base ? {base: {...base, credentials: registryCredentials(tools, serviceName)}} : {}),
	};
}
