import type {FlagSpec} from './command.ts';

export const globalFlags: readonly FlagSpec[] = [
	{name: 'non-interactive', description: 'never ask; list every missing answer before anything happens'},
	{name: 'answers-file', value: 'FILE', repeatable: true, description: 'answers in JSON or YAML; later files win'},
	{name: 'var', value: 'KEY=VALUE', repeatable: true, description: 'one answer; wins over everything'},
	{name: 'record-answers', value: 'FILE', description: 'write the answers of this run, secrets as references'},
	{name: 'json', description: 'the result as JSON on stdout (one event a line where it streams)'},
	{name: 'plain', description: 'lines instead of a full screen'},
	{name: 'accessible', description: 'a dialog for screen readers: numbered, one line at a time (ACCESSIBLE=1)'},
	{name: 'no-color', description: 'no colours (NO_COLOR)'},
	{name: 'yes', description: 'accept safe defaults'},
	{name: 'profile', value: 'NAME', description: 'accounts and settings of another profile'},
	{name: 'cwd', value: 'DIR', description: 'the folder of the app'},
	{name: 'timeout', value: 'DURATION', description: 'how long to wait: 500ms, 20s, 2m, 1h'},
	{name: 'dry-run', description: 'print the plan and do nothing'},
	{name: 'verbose', description: 'say more, also where an error came from'},
	{name: 'quiet', description: 'only results and errors'},
	{name: 'version', short: 'V', description: 'the version'},
	{name: 'help', short: 'h', description: 'this help, or that of a command'},
];
