import type {Session} from '../core/credentials/credentials.ts';
import type {LogAccess} from '../core/logs/sources/source.ts';
import {Secret} from '../shared/secret.ts';
import type {LogFeed} from '../shared/log-feed.ts';
import type {LinkedService} from './command-project.ts';
import type {Services} from './command-services.ts';

/** Where the logs of this session's platform are, and what opens them. */
export function logAccess({reply, apiUrl, token}: Session): LogAccess {
	const {servers, nkey_seed: seed, prefix} = reply.nats;
	return {nats: {servers, nkeySeed: new Secret(seed), prefix}, api: {url: apiUrl, sessionToken: token}};
}

interface Feed {
	readonly session: Session;
	readonly service: LinkedService;
	readonly deploymentId?: string | null;
	readonly secrets?: readonly Secret[];
}

/** The panes' logs, live in a thread of their own; the access is renewed when the platform refuses it. */
export async function openFeed(
	{credentials, clock}: Services,
	{session, service, deploymentId, secrets = []}: Feed,
): Promise<LogFeed> {
	const {openLogFeed} = await import('../core/logs/open-log-feed.ts');
	return openLogFeed({
		...logAccess(session),
		service,
		clock,
		secrets,
		refresh: async () => logAccess(await (await credentials()).session(session.apiUrl)),
		...(deploymentId === undefined || deploymentId === null ? {} : {deploymentId}),
	});
}

/** Watches the panes until the person leaves. */
export async function watchService(
	services: Services,
	feed: Feed & {readonly facts: readonly string[]},
): Promise<void> {
	const prompter = await services.prompter();
	const logs = await openFeed(services, feed);
	try {
		await prompter.watch({title: feed.service.name, feed: logs, facts: feed.facts, saveFolder: services.context.cwd});
	} finally {
		await logs.close();
	}
}
