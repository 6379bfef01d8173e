import type {ImageStore} from './image-store.ts';
import {RegistryError} from './registry-errors.ts';

/** `GET …/tags/list?n=&last=`: in pages, the next one named by a Link header. */
export async function answerTags(
	name: string,
	{query, store}: {readonly query: URLSearchParams; readonly store: ImageStore},
): Promise<Response> {
	const all = await store.tags(name);
	if (all === null) throw new RegistryError('NAME_UNKNOWN', {message: 'there is no such repository', detail: {name}});
	const last = query.get('last');
	const after = last === null ? all : all.filter(tag => tag > last);
	const wanted = query.get('n');
	if (wanted !== null && !/^\d{1,9}$/.test(wanted)) {
		throw new RegistryError('UNSUPPORTED', {
			message: 'n is a number of tags',
			detail: {n: wanted.slice(0, 32)},
			status: 400,
		});
	}
	const tags = wanted === null ? after : after.slice(0, Number(wanted));
	const end = tags.at(-1);
	const more = end !== undefined && tags.length < after.length;
	const next = new URLSearchParams({n: wanted ?? '', last: end ?? ''});
	return Response.json(
		{name, tags},
		{headers: more ? {Link: `</v2/${name}/tags/list?${next.toString()}>; rel="next"`} : {}},
	);
}
