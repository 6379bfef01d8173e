/** The body of a request as fields, with the real server's words for what does not parse. */
import {isJsonObject, type JsonObject, nestingOf, parseJson} from './json.ts';
import {badRequest, VaultError} from './vault-error.ts';

/** Far above any secret; a body is held in memory. */
export const maxBodyBytes = 1024 * 1024;
const maxNesting = 100;

/** @throws VaultError 413 when it is too large, 400 when it is no JSON object */
export async function readBody(request: Request): Promise<JsonObject> {
	const text = await readText(request);
	if (text.trim() === '') return {};
	if (nestingOf(text) > maxNesting) throw undecodable('JSON input is nested too deep');
	const parsed = parse(text);
	if (parsed === null) return {};
	if (isJsonObject(parsed)) return parsed;
	const kind = Array.isArray(parsed) ? 'array' : typeof parsed === 'boolean' ? 'bool' : typeof parsed;
	throw undecodable(`json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`);
}

async function readText(request: Request): Promise<string> {
	if (Number(request.headers.get('content-length') ?? 0) > maxBodyBytes) throw tooLarge();
	if (request.body === null) return '';
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of request.body) {
		size += chunk.length;
		if (size > maxBodyBytes) throw tooLarge();
		chunks.push(chunk);
	}
	return new TextDecoder().decode(Buffer.concat(chunks));
}

function parse(text: string): unknown {
	try {
		return parseJson(text);
	} catch (error) {
		const message = error instanceof Error ? error.message : '';
		const at = Number(/at position (?<at>\d+)/.exec(message)?.groups?.['at'] ?? -1);
		const isCut = /end of JSON|Unterminated string/.test(message) || at >= text.trimEnd().length;
		if (isCut) throw undecodable('unexpected EOF');
		const found = at >= 0 ? text.charAt(at) : (/token '(?<found>.)'/su.exec(message)?.groups?.['found'] ?? '?');
		throw undecodable(`invalid character '${found}' looking for beginning of value`);
	}
}

const undecodable = (why: string): VaultError => badRequest(`failed to decode JSON input: ${why}`);

const tooLarge = (): VaultError => new VaultError(413, 'failed to decode JSON input: http: request body too large');
