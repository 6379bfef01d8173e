import {Secret} from '../../shared/secret.ts';
import type {TaskReporter} from '../../shared/events.ts';
import {sizeText} from '../../shared/units.ts';
import type {BuiltImage} from '../build/builders/builder.ts';
import {isLocalRegistry} from '../registry/image-reference.ts';
import {pushImage} from '../registry/push-image.ts';
import type {RegistryCredentials} from '../registry/registry-client.ts';
import type {DeployTools} from './deploy-plan.ts';

interface Options {
	readonly image: BuiltImage;
	readonly serviceName: string;
	readonly tools: Pick<DeployTools, 'api' | 'session'>;
	readonly report: TaskReporter;
	readonly signal: AbortSignal;
}

/** The registry's token is fetched now, is good for minutes and is never stored. */
export async function pushToRegistry({
	image,
	serviceName,
	tools,
	report,
	signal,
}: Options): Promise<{readonly ref: string; readonly summary: string}> {
	const {host, insecure, namespace, credentials} = await registryOf(tools, serviceName);
	const repository = [namespace, serviceName].filter(part => part !== '').join('/');
	const pushed = await pushImage({
		image,
		target: {
			registry: host,
			repository,
			tag: image.manifest.digest.replace(/^sha256:/, '').slice(0, 12),
			insecure,
		},
		credentials,
		report,
		signal,
	});
	const total = pushed.pushed + pushed.skipped;
	const summary =
		pushed.pushed === 0
			? `all ${total} layers are there already`
			: `${pushed.pushed} of ${total} layers new, ${sizeText(pushed.bytes)}`;
	return {ref: pushed.ref, summary};
}

/** How a build reads an image of the registry it will push to; others are read as everybody may. */
export function registryCredentials(
	tools: Options['tools'],
	serviceName: string,
): (registry: string) => Promise<RegistryCredentials | null> {
	return async asked => {
		const {host, credentials} = await registryOf(tools, serviceName);
		return host === asked ? credentials : null;
	};
}

async function registryOf(tools: Options['tools'], serviceName: string) {
	const {registry} = await tools.api.appToken(tools.session.token, serviceName);
	const host = registry.url.replace(/^https?:\/\//, '').replace(/\/+$/, '');
	return {
		host,
		insecure: registry.url.startsWith('http://') || isLocalRegistry(host),
		namespace: registry.namespace,
		credentials: {username: registry.username, password: new Secret(registry.password)},
	};
}
