import type {CreateDeploymentRequest} from '../../shared/api-contract.ts';
import {WizardError} from '../../shared/errors.ts';
import type {Principal} from '../auth/accounts.ts';
import {mayReadSecrets} from '../auth/vault-policy.ts';
import {secretsPathOf} from '../services/show-service.ts';
import type {DeploymentSpec} from './deployment-row.ts';

const defaultHealthTimeoutMs = 60_000;

/**
 * Checks that a request stays within the caller's own images and secrets.
 * @throws `api/bad-request`, `auth/forbidden`
 */
export function deploymentSpecFor(
	request: CreateDeploymentRequest,
	{
		principal,
		registry,
		serviceName,
	}: {readonly principal: Principal; readonly registry: string; readonly serviceName: string},
): DeploymentSpec {
	const {
		image,
		secretNames,
		// Names that come without a path are the service's own.
		secretsPath = (secretNames ?? []).length === 0
			? undefined
			: secretsPathOf({namespace: principal.namespace, name: serviceName}),
		health,
		count,
		fingerprint,
		healthTimeoutMs = defaultHealthTimeoutMs,
	} = request;
	checkImage(image, {namespace: principal.namespace, registry});
	if (secretsPath !== undefined && !mayReadSecrets(principal, secretsPath)) throw foreignSecrets(secretsPath);
	return {
		health: health ?? {type: 'http', path: '/'},
		count,
		healthTimeoutMs,
		...(secretsPath === undefined ? {} : {secretsPath}),
		...(secretNames === undefined ? {} : {secretNames}),
		...(fingerprint === undefined ? {} : {fingerprint}),
	};
}

/** `host:port/namespace/name@sha256:…`, as the distribution spec writes references. */
const part = '[a-z\\d]+(?:[._-]+[a-z\\d]+)*';
const imageReference = new RegExp(
	`^([\\w.-]+(?::\\d{1,5})?|\\[[\\da-f:]+\\]:\\d{1,5})/(${part})/(${part}(?:/${part})*)@sha256:[\\da-f]{64}$`,
);

function checkImage(
	image: string,
	{namespace, registry}: {readonly namespace: string; readonly registry: string},
): void {
	const [, host, imageNamespace] = (image.length <= 1024 ? imageReference.exec(image) : null) ?? [];
	if (host === undefined) {
		throw new WizardError('api/bad-request', {
			message: 'The image is not named by its digest.',
			hint: `Name it as ${registry}/${namespace}/NAME@sha256:…, as the push printed it.`,
		});
	}
	if (host !== registry) {
		throw new WizardError('api/bad-request', {
			message: `The image is in another registry: ${host}.`,
			hint: `Push it to ${registry}/${namespace} first.`,
			facts: {registry},
		});
	}
	if (imageNamespace !== namespace) {
		throw new WizardError('auth/forbidden', {
			message: `The image belongs to another namespace: ${imageNamespace}.`,
			hint: `Yours is ${namespace}.`,
			facts: {namespace},
		});
	}
}

function foreignSecrets(path: string): WizardError {
	return new WizardError('auth/forbidden', {
		message: `The secrets at ${path.slice(0, 200)} are not this service's.`,
		hint: 'Name a path under secret/ that your login may read.',
	});
}
