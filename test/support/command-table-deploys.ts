/** The rows of what is deployed: `up`, what it left, and its logs. */
import {expect} from 'vitest';
import * as results from './command-results.ts';
import {fresh, keyed, type Row, rowsOf} from './command-row.ts';
import type {World} from './command-world.ts';

const inApp = ({app}: World) => app;
const inFolder =
	(name: string) =>
	({path}: World) =>
		path(name);
const words =
	(line: string): Row['words'] =>
	() =>
		line.split(' ').filter(Boolean);
const failed = (outcome: string, code: string, exitCode: number) => () => ({
	type: 'result',
	outcome,
	error: expect.objectContaining({code, exitCode}),
});

async function liveDeployment({stranger, app}: World): Promise<string> {
	const {lines} = await stranger.tells(['deploy', 'list', '--cwd', app]);
	const {deployments} = results.deploymentsResult.parse(lines[0]);
	return deployments.find(({status}) => status === 'SUCCESS')?.id ?? '';
}

export const deployTable: readonly Row[] = [
	...rowsOf('up', [
		{
			when: 'nobody says where',
			words: words('up'),
			cwd: ({crashing}) => crashing,
			env: fresh('nobody'),
			exit: 5,
			error: 'answers/missing',
		},
		{when: 'only the plan is wanted', words: words('up --dry-run'), cwd: inApp, exit: 0, result: results.planResult},
		{
			when: 'it is the first time',
			words: words('up --non-interactive'),
			cwd: inApp,
			exit: 0,
			lines: results.deployLine,
			has: () => ({outcome: 'live', deployment_id: expect.any(String)}),
		},
		{
			when: 'nothing has changed',
			words: words('up --non-interactive'),
			cwd: inApp,
			exit: 0,
			lines: results.deployLine,
			has: () => ({outcome: 'unchanged'}),
		},
		{
			when: 'it is called deploy',
			words: words('deploy'),
			cwd: inApp,
			exit: 0,
			lines: results.deployLine,
			has: () => ({outcome: 'unchanged'}),
		},
		{
			when: 'the first release crashes',
			words: ({crashing}) => ['up', '--cwd', crashing, '--service', 'new', '--name', 'crashing'],
			exit: 7,
			lines: results.deployLine,
			has: failed('failed', 'deploy/failed', 7),
		},
		{
			when: 'a later release crashes',
			words: ({crashing}) => ['up', '--cwd', crashing, '--service', 'hello-node'],
			exit: 8,
			lines: results.deployLine,
			has: failed('reverted', 'deploy/reverted', 8),
		},
		{
			when: 'we stop waiting first',
			words: ({silent}) => ['up', '--cwd', silent, '--service', 'new', '--name', 'silent', '--timeout', '1s'],
			exit: 9,
			lines: results.deployLine,
			has: failed('running', 'deploy/still-running', 9),
		},
		{when: 'there is no app', words: words('up'), cwd: inFolder('empty'), exit: 2, error: 'project/no-app'},
		{when: 'there is no folder', words: words('up --cwd nowhere'), exit: 2, error: 'usage/bad-value'},
		{when: 'a file stands there', words: words('up --cwd answers.yaml'), exit: 2, error: 'usage/bad-value'},
		{when: 'the wait is none', words: words('up --timeout soon'), cwd: inApp, exit: 2, error: 'usage/bad-value'},
		{
			when: 'the profile would leave the home',
			words: words('up --profile ../..'),
			cwd: inApp,
			exit: 2,
			error: 'usage/bad-value',
		},
		{
			when: 'there is no answers file',
			words: words('up --answers-file gone.yaml'),
			cwd: inApp,
			exit: 2,
			error: 'answers/unreadable',
		},
		{
			when: 'a key is mistyped',
			words: ({path}) => ['up', '--answers-file', path('typo.yaml')],
			cwd: inApp,
			exit: 2,
			error: 'answers/unknown-key',
			has: () => ({error: {facts: {pointer: '/sign_in/wheer'}}}),
		},
		{
			when: 'a variable is no answer',
			words: words('up --var deploy.bilder=x'),
			cwd: inApp,
			exit: 2,
			error: 'answers/unknown-key',
		},
		{when: 'a flag is mistyped', words: words('up --dettach'), cwd: inApp, exit: 2, error: 'usage/unknown-flag'},
		{
			when: 'the platform is away',
			words: words('up --service new --name away'),
			cwd: ({silent}) => silent,
			env: world => ({...keyed('away-up')(world), CS_API_URL: 'http://127.0.0.1:1'}),
			exit: 10,
			error: 'api/unreachable',
		},
	]),
	...rowsOf('deploy list', [
		{when: 'there are some', words: words('deploy list'), cwd: inApp, exit: 0, result: results.deploymentsResult},
		{
			when: 'there are none',
			words: words('deploy list --service shop'),
			exit: 0,
			result: results.deploymentsResult,
			has: () => ({deployments: []}),
		},
		{
			when: 'the folder is not linked',
			words: words('deploy list'),
			cwd: inFolder('unlinked'),
			exit: 5,
			error: 'project/not-linked',
		},
		{
			when: 'there is no such service',
			words: words('deploy list --service nobodys'),
			exit: 2,
			error: 'service/unknown',
		},
	]),
	...rowsOf('deploy status', [
		{when: 'it is the newest', words: words('deploy status'), cwd: inApp, exit: 0, result: results.deploymentResult},
		{when: 'nothing was deployed', words: words('deploy status --service shop'), exit: 2, error: 'api/not-found'},
		{when: 'there is no such one', words: words('deploy status nothing'), cwd: inApp, exit: 2, error: 'api/not-found'},
	]),
	...rowsOf('deploy attach', [
		{
			when: 'it failed and was reverted',
			words: words('deploy attach'),
			cwd: inApp,
			exit: 8,
			lines: results.deployLine,
			has: () => ({type: 'result', outcome: 'reverted'}),
		},
		{when: 'nothing was deployed', words: words('deploy attach --service shop'), exit: 2, error: 'api/not-found'},
		{
			when: 'it is the live one',
			words: async world => ['deploy', 'attach', await liveDeployment(world)],
			cwd: inApp,
			exit: 0,
			lines: results.deployLine,
			has: () => ({type: 'result', outcome: 'live'}),
		},
	]),
	...rowsOf('logs', [
		{
			when: 'there are some',
			words: words('logs'),
			cwd: inApp,
			exit: 0,
			lines: results.logLine,
			has: () => ({seq: expect.any(Number)}),
		},
		{
			when: 'only the newest is wanted',
			words: words('logs --tail 1'),
			cwd: inApp,
			exit: 0,
			result: results.logLine,
		},
		{
			when: 'the folder is not linked',
			words: words('logs'),
			cwd: inFolder('unlinked'),
			exit: 5,
			error: 'project/not-linked',
		},
		{when: 'the age is none', words: words('logs --since yesterday'), cwd: inApp, exit: 2, error: 'usage/bad-value'},
		{when: 'the count is none', words: words('logs --tail many'), cwd: inApp, exit: 2, error: 'usage/bad-value'},
		{when: 'the level is none', words: words('logs --level loud'), cwd: inApp, exit: 2, error: 'usage/bad-value'},
	]),
];
