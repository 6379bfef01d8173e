import {join} from 'node:path';

/** Where the things of one service lie. */
export interface ServiceFolder {
	readonly home: string;
	readonly front: string;
	readonly releases: string;
	readonly instances: string;
	release(release: {readonly release: number; readonly deploymentId: string}): string;
	instance(deploymentId: string, number: number): string;
}

export function serviceFolder(folder: string, serviceId: string): ServiceFolder {
	const root = join(folder, safeName(serviceId));
	return {
		home: join(root, 'home'),
		front: join(root, 'front'),
		releases: join(root, 'releases'),
		instances: join(root, 'instances'),
		release: ({release, deploymentId}) => join(root, 'releases', `${release}-${safeName(deploymentId)}`),
		instance: (deploymentId, number) => join(root, 'instances', `${safeName(deploymentId)}-${number}`),
	};
}

/** Whether a name in the services' folder can be a service's. */
export const isFolderName = (name: string): boolean => /^[\w-][\w.-]{0,127}$/.test(name);

/** Ids come from the control plane; as a file name each must stay one. */
function safeName(id: string): string {
	if (isFolderName(id)) return id;
	throw new Error(`The id ${JSON.stringify(id)} is no file name.`);
}
