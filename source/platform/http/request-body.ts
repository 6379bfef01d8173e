import * as z from 'zod';
import {WizardError} from '../../shared/errors.ts';
import {parseStrictJson} from './strict-json.ts';

/** Of a request's body, unless its route needs more. */
export const defaultBodyBytes = 64 * 1024;

/** The JSON of a request; undefined when it has no body. @throws `api/too-large`, `api/wrong-type`, `api/bad-request` */
export async function readJsonBody(request: Request, maxBytes: number): Promise<unknown> {
	const text = await readLimited(request, maxBytes);
	if (text === '') return undefined;
	const type = request.headers.get('content-type') ?? '';
	if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(type)) {
		throw new WizardError('api/wrong-type', {
			message: 'The body is not sent as JSON.',
			hint: 'Send it with the header content-type: application/json.',
		});
	}
	try {
		return parseStrictJson(text);
	} catch (error) {
		throw badRequest(`The body ${error instanceof SyntaxError ? error.message : 'does not read'}.`);
	}
}

/** Values of a request that fit their schema. @throws `api/bad-request` naming the first field that does not, never its value */
export function parseInput<Schema extends z.ZodType>(
	schema: Schema,
	value: unknown,
	part: 'body' | 'query' | 'path',
): z.output<Schema> {
	const parsed = schema.safeParse(value);
	if (parsed.success) return parsed.data;
	const [issue] = parsed.error.issues;
	const field = issue?.path.join('.') ?? '';
	const where = field === '' ? `The ${part} of the request` : `"${field}" in the ${part} of the request`;
	throw badRequest(`${where} does not fit: ${issue?.message ?? 'it has another shape'}.`, field);
}

async function readLimited(request: Request, maxBytes: number): Promise<string> {
	if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes);
	if (request.body === null) return '';
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of request.body) {
		size += chunk.byteLength;
		if (size > maxBytes) throw tooLarge(maxBytes);
		chunks.push(chunk);
	}
	try {
		return new TextDecoder('utf-8', {fatal: true}).decode(Buffer.concat(chunks));
	} catch {
		throw badRequest('The body is not UTF-8.');
	}
}

function badRequest(message: string, field = ''): WizardError {
	return new WizardError('api/bad-request', {
		message,
		hint: 'The API is described at /openapi.json.',
		...(field === '' ? {} : {facts: {field}}),
	});
}

function tooLarge(maxBytes: number): WizardError {
	return new WizardError('api/too-large', {
		message: `The body is larger than ${Math.floor(maxBytes / 1024)} KiB.`,
		hint: 'Send it in smaller parts.',
	});
}
