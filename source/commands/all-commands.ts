import type {CommandEntry} from './command.ts';

/** Every command, in the order of the help. Each is loaded when it is typed and not before. */
export const allCommands: readonly CommandEntry[] = [
	{words: 'login', summary: 'sign in to a platform', load: async () => (await import('./login.ts')).loginCommand},
	{
		words: 'logout',
		summary: 'end the session and forget the credential',
		load: async () => (await import('./logout.ts')).logoutCommand,
	},
	{words: 'whoami', summary: 'who is signed in, where', load: async () => (await import('./whoami.ts')).whoamiCommand},
	{
		words: 'auth status',
		summary: 'which credential store is used, and how durable it is',
		load: async () => (await import('./auth-status.ts')).authStatusCommand,
	},
	{
		words: 'auth why',
		summary: 'which credential wins, and what it shadows',
		load: async () => (await import('./auth-why.ts')).authWhyCommand,
	},
	{
		words: 'auth repair',
		summary: 'remove what is damaged or dangling',
		load: async () => (await import('./auth-repair.ts')).authRepairCommand,
	},
	{words: 'link', summary: 'tie this folder to a service', load: async () => (await import('./link.ts')).linkCommand},
	{words: 'unlink', summary: 'untie this folder', load: async () => (await import('./unlink.ts')).unlinkCommand},
	{
		words: 'services list',
		summary: 'the services you may deploy to',
		load: async () => (await import('./services-list.ts')).servicesListCommand,
	},
	{
		words: 'services create',
		summary: 'make a service',
		load: async () => (await import('./services-create.ts')).servicesCreateCommand,
	},
	{
		words: 'secrets onboard',
		summary: 'choose, check and set up where the secrets are kept',
		load: async () => (await import('./secrets-onboard.ts')).secretsOnboardCommand,
	},
	{
		words: 'up',
		alias: 'deploy',
		summary: 'build, push, deploy, release',
		load: async () => (await import('./up.ts')).upCommand,
	},
	{
		words: 'deploy list',
		summary: 'the releases of this service',
		load: async () => (await import('./deploy-list.ts')).deployListCommand,
	},
	{
		words: 'deploy status',
		summary: 'how a deployment stands',
		load: async () => (await import('./deploy-status.ts')).deployStatusCommand,
	},
	{
		words: 'deploy attach',
		summary: 'watch a deployment to its end',
		load: async () => (await import('./deploy-attach.ts')).deployAttachCommand,
	},
	{
		words: 'logs',
		summary: 'log panes on a terminal, lines or NDJSON elsewhere',
		load: async () => (await import('./logs.ts')).logsCommand,
	},
	{
		words: 'doctor',
		summary: 'check this machine, the session and the platform',
		load: async () => (await import('./doctor.ts')).doctorCommand,
	},
	{
		words: 'platform start',
		summary: 'start the platform of this machine',
		load: async () => (await import('./platform-start.ts')).platformStartCommand,
	},
	{
		words: 'platform status',
		summary: 'whether it runs, and where',
		load: async () => (await import('./platform-status.ts')).platformStatusCommand,
	},
	{
		words: 'platform stop',
		summary: 'stop it and its apps',
		load: async () => (await import('./platform-stop.ts')).platformStopCommand,
	},
	{
		words: 'platform keys list',
		summary: 'the API keys of this platform',
		load: async () => (await import('./platform-keys-list.ts')).platformKeysListCommand,
	},
	{
		words: 'platform keys create',
		summary: 'make an API key; it is shown once',
		load: async () => (await import('./platform-keys-create.ts')).platformKeysCreateCommand,
	},
	{
		words: 'platform keys revoke',
		summary: 'end an API key',
		load: async () => (await import('./platform-keys-revoke.ts')).platformKeysRevokeCommand,
	},
	{
		words: 'answers schema',
		summary: 'the JSON Schema of an answers file',
		load: async () => (await import('./answers-schema.ts')).answersSchemaCommand,
	},
	{
		words: 'answers template',
		summary: 'an answers file to fill in',
		load: async () => (await import('./answers-template.ts')).answersTemplateCommand,
	},
	{
		words: 'answers lint',
		summary: 'check an answers file',
		load: async () => (await import('./answers-lint.ts')).answersLintCommand,
	},
	{
		words: 'answers explain',
		summary: 'where each answer would come from',
		load: async () => (await import('./answers-explain.ts')).answersExplainCommand,
	},
	{
		words: 'completion',
		summary: 'completion for bash, zsh, fish or powershell',
		load: async () => (await import('./completion.ts')).completionCommand,
	},
];

/** The journey: what `cs-wizard` without a command does. */
export const journeyEntry: CommandEntry = {
	words: '',
	summary: 'sign in, link, secrets, deploy, watch',
	load: async () => (await import('./journey.ts')).journeyCommand,
};
