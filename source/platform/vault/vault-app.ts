import {Hono} from 'hono';
import type {Clock} from '../../core/machine/clock.ts';
import {handleCall} from './handle-call.ts';
import type {JsonObject} from './json.ts';
import {parseRequest, pathOf} from './parse-request.ts';
import type {Store} from './storage.ts';
import {answerStatus, type Cluster} from './sys-status.ts';
import type {Answer} from './vault-call.ts';
import {VaultError} from './vault-error.ts';

interface Parts {
	readonly store: Store;
	readonly cluster: Cluster;
	readonly clock: Clock;
	/** Learns what was not foreseen: the answer tells nothing of it. */
	readonly onTrouble: (error: unknown) => void;
}

const headers = {'content-type': 'application/json', 'cache-control': 'no-store'};

/** Vault's HTTP API. A handler for every method, since LIST is one of them. */
export function createVaultApp({store, cluster, clock, onTrouble}: Parts): Hono {
	const app = new Hono();
	app.onError(error => {
		if (error instanceof VaultError) return jsonReply(error.status, {errors: error.errors});
		onTrouble(error);
		return jsonReply(500, {errors: ['internal error']});
	});
	app.all('*', async ({req: {raw}}) => {
		const path = pathOf(raw);
		const query = new URL(raw.url).searchParams;
		const status = answerStatus({path, method: raw.method, query}, cluster, clock);
		if (status !== undefined) return jsonReply(status.status, status.body);
		const request = await parseRequest(raw);
		const answer = await store.transact(storage => handleCall(request, storage, clock));
		if (answer !== undefined) return answerReply(answer);
		const isQuestion = ['read', 'list', 'scan'].includes(request.operation);
		return isQuestion ? jsonReply(404, {errors: []}) : new Response(null, {status: 204, headers});
	});
	return app;
}

function answerReply({status = 200, data = null, warnings = [], auth, alsoAtTop = false}: Answer): Response {
	return jsonReply(status, {
		...(alsoAtTop ? data : {}),
		request_id: crypto.randomUUID(),
		lease_id: '',
		renewable: false,
		lease_duration: 0,
		data,
		wrap_info: null,
		warnings: warnings.length === 0 ? null : warnings,
		auth: auth ?? null,
	});
}

function jsonReply(status: number, body: JsonObject): Response {
	return new Response(`${JSON.stringify(body)}\n`, {status, headers});
}
