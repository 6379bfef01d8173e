/** `cs-wizard` without a command: sign in → link → secrets → deploy → watch, each skipped when its result holds. */
import {isErrorWithCode, WizardError} from '../shared/errors.ts';
import type {Stack} from '../core/build/stack.ts';
import type {Chapter} from '../wizard-engine/prompter.ts';
import type {Command} from './command.ts';
import type {Journey} from './command-journey.ts';
import {openProjectOf, openService} from './command-project.ts';
import type {Services} from './command-services.ts';
import {keychainIfNew, openSession, whoIs} from './command-session.ts';
import {folderName, requireStack} from './command-stack.ts';

export const journeyCommand: Command = {
	wizards: ['sign-in', 'link', 'secrets-provider', 'vault-dev', 'deploy'],
	details: [
		'Asks what it needs to know, deploys, and shows the logs. When everything holds already, it shows how things stand.',
	],
	async run(_input, services) {
		if (!services.context.interactive) throw needsTerminal();
		return (await journeyOf(services)).run();
	},
};

/** The chapters up to a linked folder whose secrets are in order. Whoever leaves on the way is told how to go on. */
async function journeyOf(services: Services): Promise<Journey> {
	try {
		return await reachDeploy(services);
	} catch (error) {
		if (isErrorWithCode(error, 'wizard/interrupted')) {
			const prompter = await services.prompter();
			await prompter.close([{text: 'Nothing was deployed.'}, {text: '  cs-wizard    goes on from here'}]);
		}
		throw error;
	}
}

async function reachDeploy(services: Services): Promise<Journey> {
	// It answers from a process of its own, while the screen is loaded.
	const keychain = keychainIfNew(services);
	// Its layout engine is compiled beside us; what goes wrong is thrown where the screen is needed.
	services.prompter().catch(() => undefined);
	const opened = await openProjectOf(services);
	const stack = await requireStack(opened);
	const name = stack.name || folderName(opened);
	const prompter = await services.prompter();
	prompter.frame({
		who: '',
		service: '',
		connection: {state: 'none', text: 'not signed in'},
		chapters: chaptersAt('sign-in'),
	});
	const session = await openSession(services, opened, {introduction: greeting(name, stack), keychain});
	prompter.frame({who: whoIs(session), connection: {state: 'ok', text: 'signed in'}, chapters: chaptersAt('link')});
	// Nothing of this is needed for the first question, so whoever has to answer it does not wait for it.
	const [{Journey: FurtherJourney}, {appSecrets}, {onboardSecrets}] = await Promise.all([
		import('./command-journey.ts'),
		import('./command-secrets.ts'),
		import('./command-secrets-onboarding.ts'),
	]);
	const service = await openService(services, session, opened, name);
	prompter.frame({service: service.name, chapters: chaptersAt('secrets')});
	const project = await onboardSecrets(services, session, await openProjectOf(services), service);
	const secrets = await appSecrets(services, session, project, service);
	return new FurtherJourney(services, {project, stack, session, service, secrets}, at =>
		// Where everything holds there is no way left to show.
		prompter.frame({chapters: at === 'home' ? [] : chaptersAt(at)}),
	);
}

const titles = {'sign-in': 'Sign in', link: 'Link', secrets: 'Secrets', deploy: 'Deploy', watch: 'Watch'} as const;

function chaptersAt(current: keyof typeof titles): readonly Chapter[] {
	const ids = Object.keys(titles);
	const at = ids.indexOf(current);
	return Object.entries(titles).map(([id, title], index) => ({
		id,
		title,
		state: index < at ? 'done' : index === at ? 'current' : 'waiting',
	}));
}

function greeting(name: string, {title, evidence, packageManager}: Stack): readonly string[] {
	const found = [...evidence.slice(0, 1), ...(packageManager === null ? [] : [packageManager])].join(', ');
	return [
		`Let's get ${name} running.`,
		`This folder is a ${title} app (${found}). In about two minutes it will answer on a URL, with its secrets in a vault and its logs on this screen.`,
	];
}

function needsTerminal(): WizardError {
	return new WizardError('usage/needs-terminal', {
		message: 'The journey needs a terminal to ask on.',
		hint: 'Without one, deploy from flags and an answers file.',
		next: [
			{command: 'cs-wizard up --non-interactive --answers-file FILE', when: 'to deploy unattended'},
			{command: 'cs-wizard answers template', when: 'to get a file to fill in'},
			{command: 'cs-wizard --help', when: 'to see every command'},
		],
	});
}
