/** Which service this folder is: linked already, named by an answer or by cloudstation.json, or asked. */
import type {Session} from '../core/credentials/credentials.ts';
import {addIgnoreLines, openProject, type Project, saveLink, saveProjectFile} from '../core/project/project.ts';
import {safeApiUrl} from '../core/api/api-url.ts';
import {isLoopback} from '../core/machine/loopback.ts';
import {sameOrigin} from '../core/credentials/credential-sources.ts';
import type {Service} from '../shared/api-contract.ts';
import {isErrorWithCode, WizardError} from '../shared/errors.ts';
import {knownAnswers} from '../wizard-engine/resolve-answers.ts';
import type {KnownAnswer, LookupLoaders} from '../wizard-engine/session.ts';
import {answersOf} from './command-ask.ts';
import {v7 as uuidv7} from 'uuid';
import type {Services} from './command-services.ts';

export interface LinkedService {
	readonly id: string;
	readonly name: string;
}

export const openProjectOf = ({context, home}: Services): Promise<Project> => openProject(context.cwd, home);

/** The service of this folder, linking it first when it is not. `suggested` is a name found in the folder. */
export async function openService(
	services: Services,
	session: Session,
	project: Project,
	suggested: string | null,
): Promise<LinkedService> {
	const wizard = await services.wizard('link');
	const known = await knownAnswers(wizard, await services.answers.collected(), services.answers.references);
	const named =
		textOf(known['service']) === 'new' ? textOf(known['name']) : (textOf(known['service']) ?? textOf(known['name']));
	const {link} = project;
	if (
		link !== null &&
		sameOrigin(link.api_url, session.apiUrl) &&
		(named === undefined || named === link.service_name)
	) {
		await remember(services, session, link.service_name);
		return {id: link.service_id, name: link.service_name};
	}
	const api = await services.api(session.apiUrl);
	const there = await api.services(session.token);
	const wanted = named ?? project.file?.service;
	if (wanted !== undefined) {
		await remember(services, session, wanted);
		return linkTo(services, session, project, await findOrCreate(services, session, there, wanted));
	}
	const suggestion = {...(suggested === null ? {} : {name: suggested}), service: serviceLike(there, suggested)};
	const asked: Readonly<Record<string, KnownAnswer>> = {
		platform: {value: platformName(session.apiUrl), source: 'default'},
		...(there.length === 0 ? {service: {value: 'new', source: 'default'}} : {}),
		...known,
	};
	const answers = await answersOf(services, {
		wizard,
		known: asked,
		suggested: suggestion,
		lookups: serviceLookup(there),
	});
	const [task] = wizard.plan(answers).flatMap(one => (one.task === 'project.link' ? [one] : []));
	if (task === undefined) throw new Error('the link wizard planned no link');
	return linkTo(services, session, project, await findOrCreate(services, session, there, task.service));
}

/** The answers that would lead to the link that is there. */
async function remember(services: Services, {apiUrl}: Session, name: string): Promise<void> {
	const wizard = await services.wizard('link');
	services.records.push({wizard, answers: {platform: platformName(apiUrl), service: 'new', name}});
}

/** Nobody is asked again about a service that has the folder's own name. */
function serviceLike(there: readonly Service[], suggested: string | null): string {
	return there.find(one => one.name === suggested)?.id ?? 'new';
}

export const serviceLookup = (there: readonly Service[]): LookupLoaders => ({
	services: async () => [
		{value: 'new', label: 'A new service', hint: 'with an address of its own'},
		...there.map(({id, name, status}) => ({value: id, label: name, hint: status})),
	],
});

/** A name that is not there yet is made: it was named on purpose. */
async function findOrCreate(
	{api}: Services,
	session: Session,
	there: readonly Service[],
	wanted: string,
): Promise<LinkedService> {
	const found = there.find(one => one.name === wanted || one.id === wanted);
	if (found !== undefined) return {id: found.id, name: found.name};
	const made = await (await api(session.apiUrl))
		.createService(session.token, wanted, uuidv7())
		.catch(async (error: unknown) => {
			if (!isErrorWithCode(error, 'service/exists')) throw error;
			return null;
		});
	if (made !== null) return {id: made.service_id, name: made.service_name};
	const again = (await (await api(session.apiUrl)).services(session.token)).find(one => one.name === wanted);
	if (again === undefined) throw unknownService(wanted);
	return {id: again.id, name: again.name};
}

async function linkTo(
	{home, context}: Services,
	session: Session,
	project: Project,
	service: LinkedService,
): Promise<LinkedService> {
	if (context.dryRun) return service;
	await saveLink(home, {
		folder: project.folder,
		service_id: service.id,
		service_name: service.name,
		api_url: session.apiUrl,
	});
	const platform = platformName(session.apiUrl);
	if (project.file?.service !== service.name || project.file.platform === undefined) {
		await saveProjectFile(project, {service: service.name, platform: project.file?.platform ?? platform});
	}
	await addIgnoreLines(project.folder, ['.env.local']);
	return service;
}

export function platformName(apiUrl: string): string {
	return isLoopback(safeApiUrl(apiUrl).hostname) ? 'local' : apiUrl;
}

/** Where it runs, for people: `this machine`, or a host. */
export function platformTitle(apiUrl: string): string {
	return platformName(apiUrl) === 'local' ? 'this machine' : safeApiUrl(apiUrl).host;
}

function unknownService(name: string): WizardError {
	return new WizardError('service/unknown', {
		message: `There is no service "${name}", and one of that name belongs to somebody else.`,
		hint: 'Choose another name.',
		next: [{command: 'cs-wizard services list', when: 'to see yours'}],
		facts: {service: name},
	});
}

function textOf(known: KnownAnswer | undefined): string | undefined {
	return typeof known?.value === 'string' && known.value !== '' ? known.value : undefined;
}

export function notLinked(): WizardError {
	return new WizardError('project/not-linked', {
		message: 'This folder is not linked to a service.',
		hint: 'Link it, or name the service with --service.',
		next: [
			{command: 'cs-wizard link --service NAME', when: 'to link it'},
			{command: 'cs-wizard up', when: 'to deploy; it links first'},
		],
	});
}

/** The service that reading commands speak of: `--service`, or the one this folder is linked to. @throws `project/not-linked`, `service/unknown` */
export async function linkedService(
	services: Services,
	session: Session,
	project: Project,
	named: string | undefined,
): Promise<LinkedService> {
	const {link} = project;
	if (named === undefined && link !== null && sameOrigin(link.api_url, session.apiUrl))
		return {id: link.service_id, name: link.service_name};
	const wanted = named ?? project.file?.service;
	if (wanted === undefined) throw notLinked();
	const found = (await (await services.api(session.apiUrl)).services(session.token)).find(
		one => one.name === wanted || one.id === wanted,
	);
	if (found === undefined)
		throw new WizardError('service/unknown', {
			message: `There is no service "${wanted}" here.`,
			hint: 'See which there are.',
			next: [{command: 'cs-wizard services list', when: 'to see them'}],
			facts: {service: wanted},
		});
	return {id: found.id, name: found.name};
}
