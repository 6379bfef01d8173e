/** What a client says to a registry, step by step, for tests that look at each answer. */
import * as z from 'zod';
import {ociIndex, ociManifest, type TestBlob, type TestImage} from './test-image.ts';

export interface RegistryAddress {
	fetch(request: Request): Response | Promise<Response>;
	/** `http://host:port` */
	readonly url: string;
	readonly user: string;
	readonly password: string;
}

interface Ask {
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: Uint8Array | string;
	/** `user:password` instead of the registry's own; null for none. */
	readonly credentials?: string | null;
}

export function registryClient(address: () => RegistryAddress) {
	async function ask(method: string, path: string, {headers = {}, body, credentials}: Ask = {}): Promise<Response> {
		const registry = address();
		const {url, user, password} = registry;
		const given = credentials === undefined ? `${user}:${password}` : credentials;
		const authorization = given === null ? {} : {Authorization: `Basic ${Buffer.from(given).toString('base64')}`};
		const request = new Request(new URL(path, url), {
			method,
			headers: {...authorization, ...headers},
			...(body === undefined ? {} : {body: new Uint8Array(Buffer.from(body))}),
		});
		return await registry.fetch(request);
	}

	async function startUpload(name: string): Promise<string> {
		const started = await ask('POST', `/v2/${name}/blobs/uploads/`);
		return expectStatus(started, 202).headers.get('location') ?? '';
	}

	async function pushBlob(name: string, {bytes, digest}: TestBlob): Promise<void> {
		const headers = {'Content-Type': 'application/octet-stream'};
		expectStatus(await ask('PUT', withDigest(await startUpload(name), digest), {body: bytes, headers}), 201);
	}

	async function pushImage(name: string, {config, layers, manifest}: TestImage, reference: string): Promise<void> {
		for (const blob of [config, ...layers]) await pushBlob(name, blob);
		expectStatus(await putManifest(name, reference, manifest.bytes), 201);
	}

	const putManifest = (name: string, reference: string, body: Uint8Array | string, type = ociManifest) =>
		ask('PUT', `/v2/${name}/manifests/${reference}`, {headers: {'Content-Type': type}, body});

	const getManifest = (method: string, name: string, reference: string) =>
		ask(method, `/v2/${name}/manifests/${reference}`, {headers: {Accept: `${ociManifest}, ${ociIndex}`}});

	return {ask, startUpload, pushBlob, pushImage, putManifest, getManifest};
}

export const withDigest = (location: string, digest: string): string =>
	`${location}${location.includes('?') ? '&' : '?'}digest=${encodeURIComponent(digest)}`;

const errorsSchema = z.object({errors: z.array(z.object({code: z.string(), message: z.string()}))});

/** The codes of a refusal, in the specification's JSON form. */
export async function codesOf(response: Response): Promise<string[]> {
	return errorsSchema.parse(await response.json()).errors.map(error => error.code);
}

function expectStatus(response: Response, status: number): Response {
	if (response.status !== status) throw new Error(`answered ${response.status} instead of ${status}`);
	return response;
}
