import {isErrorWithCode, toWizardError, WizardError} from '../../../shared/errors.ts';
import type {TaskReporter} from '../../../shared/events.ts';
import {parseImageReference} from '../../registry/image-reference.ts';
import {readRemoteImage, type RemoteImage} from '../../registry/remote-image.ts';
import type {BuildRequest} from '../builders/builder.ts';

/** The image to build upon, or null for none. @throws `build/failed`, `registry/failed`, `registry/refused` */
export async function readBase(
	{base, stack, signal}: Pick<BuildRequest, 'base' | 'stack' | 'signal'>,
	report: TaskReporter,
): Promise<RemoteImage | null> {
	if (base === undefined) return null;
	const {name, required} = base;
	const place = parseImageReference(name);
	if (place === null)
		throw new WizardError('build/failed', {
			message: `${JSON.stringify(name)} is not the name of an image.`,
			hint: 'Name the base as Docker does: node:22-slim, ghcr.io/acme/base:1, or by digest with @sha256:….',
			facts: {base: name},
		});
	try {
		const image = await readRemoteImage(name, place, {
			arch: process.arch,
			credentials: () => base.credentials(place.registry),
			signal,
		});
		report.log(`base ${name}: ${image.layers.length} layers, ${image.digest.slice(0, 19)}`);
		return image;
	} catch (error) {
		if (signal?.aborted) throw signal.reason;
		if (isErrorWithCode(error, 'registry/refused')) throw unreadable(name, place.registry, error);
		if (!isErrorWithCode(error, 'registry/failed')) throw error;
		if (required) throw outOfReach(name, toWizardError(error));
		const needs =
			stack.runtime.name === 'none' ? 'nothing' : `${stack.runtime.name} ${stack.runtime.version ?? ''}`.trim();
		report.log(
			`The base image ${name} is out of reach, so this image goes without it; its host needs ${needs}. ${toWizardError(error).message}`,
			'stderr',
		);
		return null;
	}
}

function outOfReach(name: string, cause: WizardError): WizardError {
	return new WizardError('registry/failed', {
		message: `The base image ${name} is out of reach. ${cause.message}`,
		hint: 'Run this again when its registry answers, or without --base: the image then says which runtime its host needs.',
		facts: {base: name},
		cause,
	});
}

function unreadable(name: string, registry: string, cause: unknown): WizardError {
	return new WizardError('build/failed', {
		message: `The registry ${registry} does not let the base image ${name} be read.`,
		hint: 'Check its name. A base has to be one that everybody may read, or lie in the registry that is deployed to.',
		facts: {base: name, registry},
		cause,
	});
}
