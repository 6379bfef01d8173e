import {storedFor} from '../core/credentials/credential-sources.ts';
import type {Project} from '../core/project/project.ts';
import {knownAnswers} from '../wizard-engine/resolve-answers.ts';
import type {KnownAnswer} from '../wizard-engine/session.ts';
import {answersMissing, answerUnattended, type MissingAnswer} from '../wizard-engine/unattended.ts';
import {hasEnvironmentCredential, isOnlyInFile, signInKnown} from './command-session.ts';
import type {Services, WizardId} from './command-services.ts';

interface Found {
	/** A name for the service, found in the folder. */
	readonly name: string;
	/** Empty when the folder tells how the app starts. */
	readonly start: string | undefined;
}

/** Without a person to ask, every answer that a run will need is looked for before anything happens. @throws `answers/missing` naming all of them */
export async function requireAnswers(services: Services, project: Project, {name, start}: Found): Promise<void> {
	if (services.context.interactive) return;
	const missing = [
		...(await signInMissing(services, project)),
		...(await missingIn(services, 'link', {service: 'new', name: project.file?.service ?? name})),
		...(await missingIn(services, 'deploy', {start: project.file?.build?.start ?? start})),
	];
	if (missing.length > 0) throw answersMissing(missing);
}

async function signInMissing(services: Services, project: Project): Promise<readonly MissingAnswer[]> {
	const {context} = services;
	const credentials = await services.credentials();
	const wizard = await services.wizard('sign-in');
	const known = await signInKnown(services);
	const named = known['apiUrl'] !== undefined || known['where'] !== undefined;
	const inEnvironment = hasEnvironmentCredential(context.env);
	const fromFile = project.file?.platform;
	const fileSays = fromFile !== undefined && !(await isOnlyInFile(services, fromFile, project));
	if (inEnvironment && (named || fileSays || project.link !== null)) return [];
	if (!inEnvironment && !named) {
		if (project.file?.platform === 'local') return [];
		const stored = storedFor(await credentials.settings(), project.link?.api_url ?? project.file?.platform);
		if (stored !== null) return [];
	}
	const url = known['apiUrl']?.value;
	if (typeof url === 'string' && storedFor(await credentials.settings(), url) !== null) return [];
	const assumed: Record<string, KnownAnswer> = {credentialStore: {value: 'keychain', source: 'default'}, ...known};
	const result = answerUnattended(wizard, {known: assumed});
	return result.complete ? [] : result.missing;
}

async function missingIn(
	services: Services,
	id: WizardId,
	suggested: Readonly<Record<string, unknown>>,
): Promise<readonly MissingAnswer[]> {
	const wizard = await services.wizard(id);
	const known = await knownAnswers(wizard, await services.answers.collected(), services.answers.references);
	const given = Object.fromEntries(Object.entries(suggested).filter(([, value]) => value !== undefined));
	const result = answerUnattended(wizard, {known, suggested: given});
	return result.complete ? [] : result.missing;
}
