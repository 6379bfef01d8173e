/** Where an image lies. */
export interface ImagePlace {
	/** `host` or `host:port` */
	readonly registry: string;
	/** `namespace/name` */
	readonly repository: string;
	/** A tag, or a digest `sha256:…`. */
	readonly reference: string;
	/** Plain http, for this machine only. */
	readonly insecure: boolean;
}

const repositoryForm = /^[a-z\d]+(?:(?:\.|_|__|-+)[a-z\d]+)*(?:\/[a-z\d]+(?:(?:\.|_|__|-+)[a-z\d]+)*)*$/;
const registryForm = /^(?:[a-z\d](?:[a-z\d.-]*[a-z\d])?|\[[\da-f:]+\])(?::\d{1,5})?$/i;
const tagForm = /^\w[\w.-]{0,127}$/;
const digestForm = /^sha256:[\da-f]{64}$/;

/**
 * Reads `node:22`, `ghcr.io/acme/app@sha256:…`, `127.0.0.1:5000/acme/base` as Docker does: the first part is a registry when it
 * has a dot or a colon or is `localhost`, else the image is Docker Hub's. Null when it is no image's name.
 */
export function parseImageReference(text: string): ImagePlace | null {
	const [named = '', digest] = splitOnce(text.trim(), '@');
	const first = named.split('/')[0] ?? '';
	const hasRegistry = named.includes('/') && (/[.:]/.test(first) || first === 'localhost');
	const registry = hasRegistry ? first : 'registry-1.docker.io';
	const path = hasRegistry ? named.slice(first.length + 1) : named;
	const [name = '', tag = 'latest'] = splitOnce(path, ':');
	const isHub = !hasRegistry || registry === 'docker.io' || registry === 'index.docker.io';
	const repository = isHub && !name.includes('/') ? `library/${name}` : name;
	const reference = digest ?? tag;
	if (!registryForm.test(registry) || !repositoryForm.test(repository) || !tagForm.test(tag)) return null;
	if (digest !== undefined && !digestForm.test(digest)) return null;
	return {
		registry: isHub ? 'registry-1.docker.io' : registry,
		repository,
		reference,
		insecure: isLocalRegistry(registry),
	};
}

/** True for `localhost:5000`, `127.0.0.1:5000` and `[::1]:5000`, which speak plain http. */
export const isLocalRegistry = (host: string): boolean =>
	/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(host);

function splitOnce(text: string, at: string): readonly string[] {
	const index = text.indexOf(at);
	return index === -1 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}
