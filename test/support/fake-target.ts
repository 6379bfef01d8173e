import type {Deployment} from '../../source/shared/api-contract.ts';
import type {DeployTarget, ReleaseRequest} from '../../source/core/deploy/targets/target.ts';

/** A place where releases run, in memory. What becomes of a deployment is told by `becomes`, one state a look. */
export function fakeTarget() {
	const deployments: Deployment[] = [];
	const byKey = new Map<string, {readonly request: string; readonly id: string}>();
	const requests: {readonly key: string; readonly request: ReleaseRequest}[] = [];
	const cancelled: string[] = [];
	const state: {
		becomes: readonly Partial<Deployment>[];
		beforeCreate: (number: number) => void;
		afterCreate: (number: number) => void;
		beforeGet: (number: number) => void;
		looks: number;
		gets: number;
	} = {
		becomes: [{status: 'IN_PROGRESS'}, {status: 'SUCCESS', active: true}],
		beforeCreate: () => undefined,
		afterCreate: () => undefined,
		beforeGet: () => undefined,
		looks: 0,
		gets: 0,
	};

	function change(id: string, to: Partial<Deployment>): Deployment {
		const at = deployments.findIndex(one => one.id === id);
		const old = deployments[at];
		if (old === undefined) throw new Error(`no deployment ${id}`);
		if (to.active === true)
			for (const [index, one] of deployments.entries()) deployments[index] = {...one, active: false};
		const changed = {...old, ...to};
		deployments[at] = changed;
		return changed;
	}

	const target: DeployTarget = {
		id: 'fake',
		title: 'a fake',
		list: async () => deployments.toReversed(),
		async get(id) {
			state.gets += 1;
			state.beforeGet(state.gets);
			const next = state.becomes[Math.min(state.looks, state.becomes.length - 1)] ?? {};
			state.looks += 1;
			const now = deployments.find(one => one.id === id);
			return now?.endedAt === undefined
				? change(id, {...next, ...(/SUCCESS|FAILED|CANCELLED/.test(next.status ?? '') ? {endedAt: 'now'} : {})})
				: now;
		},
		async create(request, key) {
			requests.push({key, request});
			state.beforeCreate(requests.length);
			const earlier = byKey.get(key);
			if (earlier === undefined) {
				const release = deployments.length + 1;
				const id = `d${release}`;
				byKey.set(key, {request: JSON.stringify(request), id});
				deployments.push({
					id,
					status: 'PENDING',
					serviceId: request.serviceId,
					integrationId: '',
					integrationName: '',
					image: request.image,
					fingerprint: request.fingerprint,
					release,
					active: false,
					url: 'http://127.0.0.1:9000',
					createdAt: 'then',
					phases: [],
				});
				state.looks = 0;
			}
			state.afterCreate(requests.length);
			return {deploymentId: byKey.get(key)?.id ?? ''};
		},
		cancel: async id => {
			cancelled.push(id);
			change(id, {status: 'CANCELLED', endedAt: 'now'});
		},
		service: async () => null,
	};

	return {target, deployments, requests, cancelled, state, change};
}
