import {describe, expect, test} from 'vitest';
import {type CommandLine, parseCommandLine, wantsJson} from '../../../source/commands/command-line.ts';
import {isErrorWithCode, toWizardError} from '../../../source/shared/errors.ts';

const questions = async () => [
	{
		name: 'builder',
		value: 'SELECT',
		description: 'How should the image be built?',
		env: 'CS_DEPLOY_BUILDER',
		key: 'deploy.builder',
	},
];
const parse = (line: string): Promise<CommandLine> =>
	parseCommandLine(line.split(' ').filter(Boolean), {version: '1.2.3', questions});

async function command(line: string) {
	const parsed = await parse(line);
	if (parsed.kind !== 'run') throw new Error(`not a command: ${parsed.text}`);
	return {words: parsed.entry.words, ...parsed.input};
}

async function text(line: string): Promise<string> {
	const parsed = await parse(line);
	if (parsed.kind !== 'help') throw new Error(`not a text: ${parsed.entry.words}`);
	return parsed.text;
}

const refusal = async (line: string) => toWizardError(await parse(line).catch((error: unknown) => error));

describe('which command', () => {
	test.each([
		['', ''],
		['--json', ''],
		['whoami', 'whoami'],
		['--json auth --quiet status', 'auth status'],
		['--cwd deploy up', 'up'],
		['deploy', 'up'],
		['deploy list', 'deploy list'],
		['deploy --builder list', 'up'],
		['platform keys revoke ID', 'platform keys revoke'],
	])('%j is %j', async (line, words) => {
		expect(await command(line)).toMatchObject({words});
	});

	test('words after the command are its arguments, what looks like a flag after -- too', async () => {
		expect((await command('answers lint one.yaml two.yaml')).args).toEqual(['one.yaml', 'two.yaml']);
		expect((await command('platform keys revoke -- --json')).args).toEqual(['--json']);
	});
});

describe('which flags', () => {
	test('values after a space or an equals sign, the last one holds, repeatable ones are gathered', async () => {
		const {flags} = await command('up --builder=a --builder layers --answers-file one --answers-file=two --timeout 2m');
		expect(flags.text('builder')).toBe('layers');
		expect(flags.list('answers-file')).toEqual(['one', 'two']);
		expect(flags.text('timeout')).toBe('2m');
		expect(flags.on('detach')).toBe(false);
	});

	test('no colours only when it was said, before or after the command', async () => {
		for (const line of ['up --no-color', '--no-color up', 'whoami --no-color', '--no-color whoami'])
			expect((await command(line)).flags.on('no-color')).toBe(true);
		for (const line of ['up', 'whoami']) expect((await command(line)).flags.on('no-color')).toBe(false);
	});

	test('a short form is the same flag', async () => {
		expect((await command('logs -f')).flags.on('follow')).toBe(true);
	});

	test('a line of switches reads the same with and without the parser', async () => {
		const quick = (await command('whoami --verify --json --dry-run')).flags;
		const parsed = (await command('whoami --verify --json --dry-run --timeout 1s')).flags;
		expect({...quick.all, timeout: '1s'}).toEqual(parsed.all);
	});
});

describe('help and version', () => {
	test('a command’s help names each question’s flag, variable and key', async () => {
		expect(await text('up --help')).toMatch(/--builder <SELECT>[\s\S]*CS_DEPLOY_BUILDER,\s+deploy\.builder/);
	});

	test('help WORDS is WORDS --help, -h too', async () => {
		expect(await text('help auth status')).toBe(await text('auth status --help'));
		expect(await text('whoami -h')).toBe(await text('help whoami'));
	});

	test('half a command lists what it begins', async () => {
		expect(await text('platform keys --help')).toContain('platform keys revoke');
		expect(await text('help platform keys')).not.toContain('platform start');
	});

	test('the version stands on any line', async () => {
		for (const line of ['--version --json', '-V --quiet', 'up --version', 'services create -V'])
			expect((await text(line)).trim()).toBe('1.2.3');
	});
});

describe('what is refused', () => {
	test.each([
		['whoima', 'usage/unknown-flag', 'There is no command "whoima".', 'Did you mean "whoami"?'],
		['service list', 'usage/unknown-flag', 'There is no command "service list".', 'Did you mean "services list"?'],
		[
			'auth',
			'usage/unknown-flag',
			'"auth" needs one more word: status, why, repair.',
			'Say which, for example cs-wizard auth status.',
		],
		['up --jsno', 'usage/unknown-flag', 'up has no flag --jsno.', 'Did you mean --json?'],
		['deploy lst', 'usage/unknown-flag', 'up takes no words after it; there is "lst".', 'Did you mean "deploy list"?'],
		[
			'whoami --cwd',
			'usage/bad-value',
			'--cwd has no value.',
			'Put it after the flag; one that starts with a dash goes with an equals sign: --flag=-value.',
		],
		[
			'services create',
			'usage/bad-value',
			'services create needs NAME: lowercase letters, digits and dashes.',
			'Name it.',
		],
		['help nothing', 'usage/unknown-flag', 'There is no command "nothing".', 'See which there are.'],
	])('%s', async (line, code, message, hint) => {
		expect(await refusal(line)).toMatchObject({code, message, hint});
	});

	test('escape sequences in it are not said again', async () => {
		const error = await refusal('up\u001B[31m');
		expect(error.message).not.toContain('\u001B');
		expect(isErrorWithCode(error, 'usage/unknown-flag')).toBe(true);
	});
});

test('errors are data where --json stands before the rest', () => {
	expect(wantsJson(['wat', '--json'])).toBe(true);
	expect(wantsJson(['wat', '--', '--json'])).toBe(false);
});
