import type {Secret} from '../../../shared/secret.ts';
import type {ApiClient} from '../../api/api-client.ts';
import type {DeployTarget} from './target.ts';

/** The control plane's own workloads: processes on this machine, or what that platform runs on. */
export function createPlatformTarget({api, token}: {readonly api: ApiClient; readonly token: Secret}): DeployTarget {
	return {
		id: 'platform',
		title: 'the platform',
		list: serviceId => api.deployments(token, serviceId),
		get: deploymentId => api.deployment(token, deploymentId),
		create: ({secretsPath, healthTimeoutMs, secretNames, ...request}, key) =>
			api.createDeployment(
				token,
				{
					...request,
					secretNames: [...secretNames],
					...(secretsPath === null ? {} : {secretsPath}),
					...(healthTimeoutMs === null ? {} : {healthTimeoutMs}),
				},
				key,
			),
		cancel: deploymentId => api.cancelDeployment(token, deploymentId),
		service: async serviceId => (await api.services(token)).find(one => one.id === serviceId) ?? null,
	};
}
