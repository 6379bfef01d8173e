/** The rows of this machine: the platform, the checks, the answers files, the shells, and what is no command. */
import {expect} from 'vitest';
import * as results from './command-results.ts';
import {fresh, type Row, rowsOf} from './command-row.ts';
import type {World} from './command-world.ts';

const words =
	(line: string): Row['words'] =>
	() =>
		line.split(' ').filter(Boolean);

async function newestKey({stranger}: World): Promise<string> {
	const {lines} = await stranger.tells(['platform', 'keys', 'list']);
	const {keys} = results.keysResult.parse(lines[0]);
	return keys.toSorted((one, other) => other.created_at.localeCompare(one.created_at))[0]?.id ?? '';
}

const platform: readonly Row[] = [
	...rowsOf('platform start', [
		{
			when: 'it runs already, and nobody has to wait for it',
			words: words('platform start --detach'),
			exit: 0,
			result: results.platformResult,
			has: ({url}) => ({url, api_key: null}),
		},
		{when: 'it runs already', words: words('platform start'), exit: 11, error: 'platform/already-running'},
		{
			when: 'somebody else has the port',
			words: ({busyPort}) => ['platform', 'start', '--port', String(busyPort)],
			env: fresh('busy'),
			exit: 12,
			error: 'machine/port-taken',
		},
		{
			when: 'it would listen beyond this machine',
			words: words('platform start --port 0 --host 0.0.0.0'),
			env: fresh('exposed'),
			exit: 2,
			error: 'platform/exposed',
		},
		{when: 'the port is none', words: words('platform start --port http'), exit: 2, error: 'usage/bad-value'},
		{when: 'the port is too large', words: words('platform start --port 70000'), exit: 2, error: 'usage/bad-value'},
	]),
	...rowsOf('platform status', [
		{
			when: 'it runs',
			words: words('platform status'),
			exit: 0,
			result: results.platformStatusResult,
			has: ({url}) => ({running: true, url}),
		},
		{
			when: 'it does not',
			words: words('platform status'),
			env: fresh('no-platform'),
			exit: 0,
			result: results.platformStatusResult,
			has: () => ({running: false}),
		},
	]),
	...rowsOf('platform keys list', [
		{when: 'there is one', words: words('platform keys list'), exit: 0, result: results.keysResult},
	]),
	...rowsOf('platform keys create', [
		{when: 'the platform runs', words: words('platform keys create'), exit: 0, result: results.keyResult},
	]),
	...rowsOf('platform keys revoke', [
		{
			when: 'there is such a key',
			words: async world => ['platform', 'keys', 'revoke', await newestKey(world)],
			exit: 0,
			result: results.revokeResult,
		},
		{when: 'there is none', words: words('platform keys revoke nothing'), exit: 2, error: 'api/not-found'},
		{when: 'none is named', words: words('platform keys revoke'), exit: 2, error: 'usage/bad-value'},
	]),
	...rowsOf('platform stop', [
		{
			when: 'it does not run',
			words: words('platform stop'),
			env: fresh('no-platform'),
			exit: 0,
			result: results.stopResult,
			has: () => ({stopped: false}),
		},
		{when: 'it runs', words: words('platform stop'), exit: 0, result: results.stopResult, has: () => ({stopped: true})},
		{
			when: 'it is done again',
			words: words('platform stop'),
			exit: 0,
			result: results.stopResult,
			has: () => ({stopped: false}),
		},
	]),
];

const checks: readonly Row[] = [
	...rowsOf('doctor', [
		{when: 'all is well', words: words('doctor'), exit: 0, result: results.doctorResult, has: () => ({ok: true})},
		{
			when: 'certificates are not checked',
			words: words('doctor'),
			env: () => ({NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1'}),
			exit: 1,
			result: results.doctorResult,
			has: () => ({ok: false}),
		},
	]),
	...rowsOf('secrets onboard', [
		{
			when: 'the vault of this platform is used',
			words: words('secrets onboard --provider vault_dev --non-interactive'),
			cwd: ({app}) => app,
			exit: 0,
			result: results.onboardResult,
			has: () => ({provider: 'vault_dev', health: expect.objectContaining({status: 'healthy'})}),
		},
		{
			when: 'the vault is away',
			words: words('secrets onboard --provider vault_dev --non-interactive --vault-addr http://127.0.0.1:1'),
			cwd: ({app}) => app,
			env: () => ({VAULT_TOKEN: 'none'}),
			exit: 6,
			result: results.unhealthyResult,
			has: () => ({error: expect.objectContaining({exitCode: 6})}),
		},
	]),
	...rowsOf('answers schema', [{when: 'asked', words: words('answers schema'), exit: 0, result: results.schemaResult}]),
	...rowsOf('answers template', [
		{when: 'asked', words: words('answers template'), exit: 0, result: results.templateResult},
	]),
	...rowsOf('answers lint', [
		{
			when: 'all fits',
			words: words('answers lint answers.yaml'),
			exit: 0,
			result: results.lintResult,
			has: () => ({ok: true}),
		},
		{
			when: 'a key is mistyped',
			words: words('answers lint typo.yaml'),
			exit: 2,
			result: results.lintResult,
			has: () => ({ok: false, problems: [expect.objectContaining({pointer: '/sign_in/wheer'})]}),
		},
		{
			when: 'it is no YAML',
			words: words('answers lint broken.yaml'),
			exit: 2,
			result: results.lintResult,
			has: () => ({ok: false}),
		},
		{when: 'there is no such file', words: words('answers lint gone.yaml'), exit: 2, error: 'answers/unreadable'},
		{when: 'none is named', words: words('answers lint'), exit: 2, error: 'usage/bad-value'},
	]),
	...rowsOf('answers explain', [
		{
			when: 'a file and a variable say something',
			words: words('answers explain --answers-file answers.yaml --var sign_in.where=other'),
			exit: 0,
			result: results.explainResult,
			has: () => ({
				answers: expect.arrayContaining([
					expect.objectContaining({key: 'sign_in.where', flag: '--where', source: 'var'}),
					expect.objectContaining({key: 'link.service', source: 'file'}),
				]),
			}),
		},
		{when: 'a key is mistyped', words: words('answers explain --var nothing=x'), exit: 2, error: 'answers/unknown-key'},
	]),
	...rowsOf('completion', [
		...['bash', 'zsh', 'fish', 'powershell'].map(shell => ({
			when: `the shell is ${shell}`,
			words: words(`completion ${shell}`),
			exit: 0,
			result: results.completionResult,
		})),
		{when: 'the shell is another', words: words('completion tcsh'), exit: 2, error: 'usage/bad-value'},
		{when: 'no shell is named', words: words('completion'), exit: 2, error: 'usage/bad-value'},
	]),
	...rowsOf('', [
		{when: 'there is no terminal', words: words(''), exit: 2, error: 'usage/needs-terminal'},
		{when: 'there is no such command', words: words('destroy'), exit: 2, error: 'usage/unknown-flag'},
		{
			when: 'the command is mistyped',
			words: words('whoima'),
			exit: 2,
			error: 'usage/unknown-flag',
			has: () => ({error: {facts: {suggestion: 'whoami'}}}),
		},
		{when: 'only half of it is typed', words: words('platform keys'), exit: 2, error: 'usage/unknown-flag'},
		{
			when: 'a flag is mistyped',
			words: words('--dry-rum'),
			exit: 2,
			error: 'usage/unknown-flag',
			has: () => ({error: {facts: {suggestion: '--dry-run'}}}),
		},
		{when: 'a flag has no value', words: words('whoami --profile'), exit: 2, error: 'usage/bad-value'},
	]),
];

export const machineTable: readonly Row[] = [...checks, ...platform];
