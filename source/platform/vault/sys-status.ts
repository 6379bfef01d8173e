/** What anybody may ask: is it there, is it open. The development vault always is. */
import type {Clock} from '../../core/machine/clock.ts';
import type {JsonObject} from './json.ts';
import {unixSeconds} from './timestamps.ts';
import {vaultVersion} from './version.ts';

export interface Cluster {
	readonly name: string;
	readonly id: string;
}

interface StatusAnswer {
	readonly status: number;
	readonly body: JsonObject;
}

interface StatusRequest {
	readonly path: string;
	readonly method: string;
	readonly query: URLSearchParams;
}

const readable = ['GET', 'HEAD'];

/** The answer to an open path, or undefined when it is none of them. */
export function answerStatus(
	{path, method, query}: StatusRequest,
	cluster: Cluster,
	clock: Clock,
): StatusAnswer | undefined {
	const isRead = readable.includes(method);
	switch (path) {
		case 'sys/health':
			return isRead ? health(query, cluster, clock) : notAllowed;
		case 'sys/seal-status':
			return method === 'GET' ? {status: 200, body: sealStatus(cluster)} : notAllowed;
		case 'sys/leader':
			return method === 'GET' ? {status: 200, body: {ha_enabled: false}} : notAllowed;
		case 'sys/init':
			if (method === 'GET') return {status: 200, body: {initialized: true}};
			return ['PUT', 'POST'].includes(method)
				? {status: 400, body: {errors: ['Vault is already initialized']}}
				: notAllowed;
		default:
			return undefined;
	}
}

const notAllowed: StatusAnswer = {status: 405, body: {errors: []}};

function health(query: URLSearchParams, cluster: Cluster, clock: Clock): StatusAnswer {
	const wanted = query.get('activecode');
	if (wanted !== null && !/^[2-5]\d\d$/.test(wanted)) return {status: 400, body: {errors: []}};
	return {
		status: wanted === null ? 200 : Number(wanted),
		body: {
			initialized: true,
			sealed: false,
			standby: false,
			replication_performance_mode: 'disabled',
			replication_dr_mode: 'disabled',
			server_time_utc: unixSeconds(clock.now()),
			version: vaultVersion,
			cluster_name: cluster.name,
			cluster_id: cluster.id,
		},
	};
}

function sealStatus(cluster: Cluster): JsonObject {
	return {
		type: 'shamir',
		initialized: true,
		sealed: false,
		t: 1,
		n: 1,
		progress: 0,
		nonce: '',
		recovery_seal: false,
		version: vaultVersion,
		commit_date: '',
		migration: false,
		cluster_name: cluster.name,
		cluster_id: cluster.id,
		storage_type: 'file',
	};
}
