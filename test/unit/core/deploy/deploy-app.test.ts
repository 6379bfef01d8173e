import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {WizardError} from '../../../../source/shared/errors.ts';
import {type DeployBench, deployBench} from '../../../support/deploy-bench.ts';

let bench: DeployBench;
beforeEach(async () => {
	bench = await deployBench();
});
afterEach(() => bench.end());

const away = (code: 'api/unreachable' | 'api/bad-request' | 'api/idempotency-mismatch') =>
	new WizardError(code, {message: 'words', hint: 'hint'});
const tasks = (type: string) => bench.events.flatMap(event => (event.type === type ? [event.task] : []));
const outcomes = async () =>
	(await bench.journalLines()).flatMap(line =>
		line.includes('"closed"') ? [String(Reflect.get(JSON.parse(line), 'outcome'))] : [],
	);

describe('a deploy', () => {
	test('goes live: built, pushed, created, released', async () => {
		const result = await bench.up();

		expect(result).toMatchObject({
			type: 'result',
			outcome: 'live',
			deployment_id: 'd1',
			release: 1,
			url: 'http://127.0.0.1:9000',
			image: {ref: expect.stringContaining(`${bench.registry.registry}/acme/shop@sha256:`)},
		});
		expect(tasks('task.finished')).toEqual(['image.build', 'image.push', 'deployment.create', 'deployment.release']);
		expect(bench.requests[0]?.request).toMatchObject({serviceId: 's1', secretNames: ['DATABASE_URL'], count: 1});
		expect(await outcomes()).toEqual(['live']);
	});

	test('says unchanged when the same is live, and touches nothing', async () => {
		await bench.up();
		const pushes = bench.registry.seen.length;

		expect(await bench.up()).toMatchObject({outcome: 'unchanged', deployment_id: 'd1', release: 1});
		expect(bench.requests).toHaveLength(1);
		expect(bench.registry.seen).toHaveLength(pushes);
	});

	test.each([
		['the secrets', {secrets: {path: 'secret/shop', names: ['DATABASE_URL'], version: '2'}}],
		['the number of instances', {count: 2}],
		['the health check', {health: {type: 'tcp', path: '/'}}],
	] as const)('is a new release when %s changed', async (_what, change) => {
		await bench.up();

		expect(await bench.up(change)).toMatchObject({outcome: 'live', release: 2});
	});

	test('in the same words and another order is unchanged', async () => {
		const secrets = (names: readonly string[]) => ({secrets: {path: null, names, version: '1'}});
		await bench.up(secrets(['A', 'B']));

		expect(await bench.up(secrets(['B', 'A']))).toMatchObject({outcome: 'unchanged'});
	});

	test('that fails with nothing live before is failed', async () => {
		bench.state.becomes = [
			{
				status: 'FAILED',
				error: 'it exited with 3.',
				errorDetails: {cause: 'exited', exitCode: 3, lastLines: ['boom'], reverted: false},
			},
		];

		expect(await bench.up()).toMatchObject({
			outcome: 'failed',
			error: {code: 'deploy/failed', exitCode: 7, facts: {cause: 'exited', exit_code: 3, last_lines: ['boom']}},
		});
		expect(tasks('task.failed')).toEqual(['deployment.release']);
	});

	test('that fails over a live one is reverted', async () => {
		await bench.up();
		bench.app.content = 'version 2';
		bench.state.becomes = [
			{status: 'FAILED', error: 'no', errorDetails: {cause: 'unhealthy', lastLines: [], reverted: true}},
		];

		expect(await bench.up()).toMatchObject({outcome: 'reverted', release: 2, error: {exitCode: 8}});
	});

	test('that is watched no longer goes on', async () => {
		bench.state.becomes = [{status: 'IN_PROGRESS'}];

		expect(await bench.up({timeoutMs: 150})).toMatchObject({
			outcome: 'running',
			deployment_id: 'd1',
			error: {code: 'deploy/still-running', exitCode: 9},
		});
		expect(tasks('task.failed')).toEqual([]);
		expect(await bench.up({detach: true, count: 2})).toMatchObject({outcome: 'running'});
	});

	test('whose build fails pushes nothing, and tells the panes', async () => {
		bench.app.broken = true;

		await expect(bench.up()).rejects.toMatchObject({code: 'internal/bug'});
		expect(bench.registry.seen).toEqual([]);
		expect(bench.lines.join('\n')).toContain('"end":"failed"');
		expect(bench.lines.join('\n')).not.toContain('cnry_internal');
	});

	test('writes no secret into its journal', async () => {
		await bench.up();

		expect((await bench.journalLines()).join('\n')).not.toMatch(/cnry_|s3cret/);
	});
});

describe('a platform that goes away', () => {
	test('while it is asked leaves the end unknown; the next run asks for the same deployment', async () => {
		bench.state.afterCreate = number => {
			if (number === 1) throw away('api/unreachable');
		};
		expect(await bench.up()).toMatchObject({outcome: 'unknown', error: {exitCode: 10}});

		expect(await bench.up()).toMatchObject({outcome: 'live', deployment_id: 'd1'});
		expect(bench.deployments).toHaveLength(1);
		expect(bench.requests[0]?.key).toBe(bench.requests[1]?.key);
	});

	test('while it is watched leaves the end unknown, with the id to come back to', async () => {
		bench.state.beforeGet = number => {
			if (number > 1) throw away('api/unreachable');
		};

		expect(await bench.up()).toMatchObject({outcome: 'unknown', deployment_id: 'd1'});
	});

	test('and refuses in clear words leaves no doubt: the next run asks anew', async () => {
		bench.state.beforeCreate = number => {
			if (number === 1) throw away('api/bad-request');
		};
		expect(await bench.up()).toMatchObject({outcome: 'failed', error: {exitCode: 2}});

		await bench.up();
		expect(bench.requests[0]?.key).not.toBe(bench.requests[1]?.key);
	});
});

describe('a run that was killed', () => {
	/** What nobody foresaw ends a run as kill -9 does: its journal stays open. */
	async function killedAt(place: 'beforeCreate' | 'afterCreate' | 'beforeGet'): Promise<void> {
		bench.state[place] = number => {
			if (number === 1) throw new Error('killed');
		};
		await expect(bench.up()).rejects.toMatchObject({code: 'internal/bug'});
		expect(await outcomes()).toEqual([]);
		bench.state[place] = () => undefined;
	}

	test.each(['beforeCreate', 'afterCreate', 'beforeGet'] as const)(
		'%s: the next makes one release in all',
		async place => {
			await killedAt(place);

			expect(await bench.up()).toMatchObject({outcome: 'live'});
			expect(bench.deployments).toHaveLength(1);
			expect(new Set(bench.requests.map(({key}) => key)).size).toBe(1);
		},
	);

	test('before something else was deployed does not take that for its own', async () => {
		await killedAt('afterCreate');
		bench.change('d1', {status: 'SUCCESS', active: false, endedAt: 'then'});

		expect(await bench.up()).toMatchObject({outcome: 'live', deployment_id: 'd2'});
		expect(bench.deployments).toHaveLength(2);
	});

	test('and whose release failed meanwhile is tried again, not told again', async () => {
		await killedAt('afterCreate');
		bench.change('d1', {status: 'FAILED', endedAt: 'then'});

		expect(await bench.up()).toMatchObject({outcome: 'live', deployment_id: 'd2'});
	});

	test('before the app was changed is not taken up', async () => {
		await killedAt('beforeCreate');
		bench.app.content = 'version 2';

		await bench.up();
		expect(new Set(bench.requests.map(({key}) => key)).size).toBe(2);
	});

	test('with a key that was used for something else asks under a new one', async () => {
		await killedAt('beforeCreate');
		bench.state.beforeCreate = number => {
			if (number === 2) throw away('api/idempotency-mismatch');
		};

		expect(await bench.up()).toMatchObject({outcome: 'live'});
		expect(bench.requests).toHaveLength(3);
	});
});

describe('a stop', () => {
	test('before anything was asked for leaves nothing, and ends with its reason', async () => {
		const stop = new AbortController();
		const {signal} = stop;
		const running = bench.up(
			{
				builder: {
					...bench.plan.builder,
					build: async () => {
						stop.abort(new Error('stopped'));
						throw new Error('aborted');
					},
				},
			},
			{signal},
		);

		await expect(running).rejects.toThrow('stopped');
		expect(bench.requests).toEqual([]);
		expect(await outcomes()).toEqual(['stopped']);
	});

	test('after it was asked for tells the platform, and the result says so', async () => {
		const stop = new AbortController();
		bench.state.becomes = [{status: 'IN_PROGRESS'}];
		bench.state.beforeGet = number => {
			if (number === 3) stop.abort(new Error('stopped'));
		};

		expect(await bench.up({}, {signal: stop.signal})).toMatchObject({
			outcome: 'failed',
			deployment_id: 'd1',
			error: {code: 'deploy/cancelled', exitCode: 7},
		});
		expect(bench.cancelled).toEqual(['d1']);
	});

	test('between the question and its answer is not lost: the next run finds the deployment', async () => {
		const stop = new AbortController();
		bench.state.afterCreate = number => {
			if (number > 1) return;
			stop.abort(new Error('stopped'));
			throw new Error('stopped');
		};
		await expect(bench.up({}, {signal: stop.signal})).rejects.toThrow('stopped');

		expect(await bench.up()).toMatchObject({outcome: 'live', deployment_id: 'd1'});
		expect(bench.deployments).toHaveLength(1);
	});

	test('to watch leaves the deployment alone', async () => {
		const detach = new AbortController();
		bench.state.becomes = [{status: 'IN_PROGRESS'}];
		bench.state.beforeGet = number => {
			if (number === 2) detach.abort();
		};

		expect(await bench.up({}, {detach: detach.signal})).toMatchObject({outcome: 'running'});
		expect(bench.cancelled).toEqual([]);
	});
});

test('a release that is under way is waited for', async () => {
	bench.state.beforeCreate = number => {
		if (number < 3) throw new WizardError('deploy/locked', {message: 'busy', hint: 'wait'});
	};

	expect(await bench.up()).toMatchObject({outcome: 'live'});
	expect(new Set(bench.requests.map(({key}) => key)).size).toBe(1);
	expect(bench.events).toContainEqual(
		expect.objectContaining({type: 'task.progress', message: 'waiting for the release under way to end'}),
	);
});
