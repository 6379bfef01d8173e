/** Debian's skopeo, over plain http. */
import {execFile} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';
import * as z from 'zod';

const run = promisify(execFile);
const indexSchema = z.object({manifests: z.array(z.object({digest: z.string()}))});

interface Credentials {
	readonly username: string;
	readonly password: string;
}

const creds = (flag: string, credentials: Credentials | undefined) =>
	credentials === undefined ? [] : [flag, `${credentials.username}:${credentials.password}`];

export async function skopeo(...words: readonly string[]): Promise<string> {
	return (await run('skopeo', ['--insecure-policy', ...words])).stdout;
}

/** `host:port/namespace/name:tag` or `…@sha256:…` */
export async function skopeoInspect(reference: string, credentials?: Credentials): Promise<unknown> {
	const words = ['inspect', '--tls-verify=false', ...creds('--creds', credentials), `docker://${reference}`];
	return JSON.parse(await skopeo(...words));
}

/** Copies an image out of a registry into an OCI layout; gives the digest that is there. */
export async function skopeoPull(reference: string, folder: string, credentials?: Credentials): Promise<string> {
	const from = ['--src-tls-verify=false', ...creds('--src-creds', credentials), `docker://${reference}`];
	await skopeo('copy', '--preserve-digests', ...from, `oci:${folder}:pulled`);
	const index = indexSchema.parse(JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')));
	return index.manifests[0]?.digest ?? '';
}

/** Copies an image from an OCI layout into a registry. */
export async function skopeoPush(folder: string, reference: string, credentials?: Credentials): Promise<void> {
	const to = ['--dest-tls-verify=false', ...creds('--dest-creds', credentials)];
	await skopeo('copy', '--preserve-digests', ...to, `oci:${folder}:pulled`, `docker://${reference}`);
}
