import type {Service, ServiceDetails} from '../../shared/api-contract.ts';
import type {ServiceRow} from './service-store.ts';

interface LiveState {
	readonly url: string;
	readonly instances: readonly {readonly state: string}[];
}

/** A service as the API shows it; `live` is what the runtime knows of it now. */
export function showService(row: ServiceRow, live: LiveState | null): Service {
	return {
		id: row.id,
		name: row.name,
		type: 'image',
		project_id: row.project_id,
		project_name: row.project_name,
		status: statusOf(live),
		...(live === null ? {} : {url: live.url}),
	};
}

export function showServiceDetails(row: ServiceRow): ServiceDetails {
	return {service_id: row.id, service_name: row.name, integration_id: '', project_id: row.project_id};
}

/** Where the vault keeps what a service's app gets as its environment. */
export const secretsPathOf = ({namespace, name}: {readonly namespace: string; readonly name: string}): string =>
	`secret/${namespace}/${name}`;

function statusOf(live: LiveState | null): string {
	if (live === null) return 'new';
	if (live.instances.some(({state}) => state === 'running')) return 'running';
	return live.instances.length === 0 ? 'stopped' : 'starting';
}
