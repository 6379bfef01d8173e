/** One input, or a list of them under `batch_input`: each answered for itself, in its order. */
import {isJsonObject, type JsonObject} from './json.ts';
import type {Answer, Call} from './vault-call.ts';
import {badRequest, VaultError} from './vault-error.ts';

export type BatchItem = Readonly<Record<string, string>>;

const maxItems = 10_000;

/** The batch, or undefined when the request is for a single input. */
export function batchItems({fields}: Call): readonly BatchItem[] | undefined {
	const raw = fields.raw('batch_input');
	if (raw === undefined) return undefined;
	if (!Array.isArray(raw) || raw.length > maxItems) throw badRequest('failed to parse batch input: expected a list');
	if (raw.length === 0) throw badRequest('missing batch input to process');
	return raw.map(itemOf);
}

/** A single input fails the request; one in a batch only itself. */
export function answerBatch(
	items: readonly BatchItem[] | undefined,
	single: BatchItem,
	{compute, failed}: {readonly compute: (item: BatchItem) => JsonObject; readonly failed: JsonObject},
): Answer {
	if (items === undefined) return {data: compute(single)};
	const results = items.map(item => {
		const reference = item['reference'] === undefined ? {} : {reference: item['reference']};
		try {
			return {...compute(item), ...reference};
		} catch (error) {
			if (error instanceof VaultError) return {...failed, error: error.message, ...reference};
			throw error;
		}
	});
	return {data: {batch_results: results}};
}

function itemOf(raw: unknown): BatchItem {
	if (!isJsonObject(raw)) throw badRequest('failed to parse batch input: expected a map');
	return Object.fromEntries(
		Object.entries(raw).map(([name, value]) => {
			if (typeof value !== 'string')
				throw badRequest(`failed to parse batch input: '[${name}]' expected type 'string'`);
			return [name, value];
		}),
	);
}
