/** SIGTERM, SIGHUP and Ctrl+C to `up`, before and after the platform was asked for a release. */
import {writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {endOf, type Ended, jsonLines, Stranger} from '../support/program.ts';

const answers = resolve('examples/hello-node/answers.yaml');

let stranger: Stranger;
let app: string;
beforeEach(async () => {
	stranger = await Stranger.arrives();
	app = await stranger.copyOf('hello-node');
});
afterEach(() => stranger.leaves());

const words = () => ['up', '--cwd', app, '--non-interactive', '--answers-file', answers, '--json'];

async function stoppedAt(event: string, signal: NodeJS.Signals): Promise<Ended> {
	const child = stranger.starts(words());
	child.stdin?.end();
	const ended = endOf(child);
	const said = {text: ''};
	child.stdout?.on('data', (chunk: Buffer) => {
		const before = said.text.includes(event);
		said.text += chunk.toString();
		if (before || !said.text.includes(event)) return;
		child.kill(signal);
		// The first Ctrl+C asks on a line of its own; the second is the answer.
		if (signal === 'SIGINT') setTimeout(() => child.kill(signal), 300);
	});
	return ended;
}

const started = (task: string) => `"task.started","task":"${task}"`;
const deployments = async () => (await stranger.tells(['deploy', 'list', '--cwd', app])).lines[0]?.['deployments'];

const neverListens = "setInterval(() => console.log('still thinking'), 1000);\n";

test.each(['SIGTERM', 'SIGHUP'] as const)(
	'%s during a release cancels it, and ends the program by that signal',
	async signal => {
		await writeFile(join(app, 'server.js'), neverListens);

		const ended = await stoppedAt(started('deployment.release'), signal);

		expect(ended).toMatchObject({code: null, signal});
		expect(await deployments()).toMatchObject([{status: 'CANCELLED', active: false}]);
	},
);

test('Ctrl+C twice during a release leaves it running, as the line between them says', async () => {
	await writeFile(join(app, 'server.js'), neverListens);

	const ended = await stoppedAt(started('deployment.release'), 'SIGINT');

	expect(ended.stderr).toContain('Press Ctrl+C again to leave it running.');
	expect(ended.code).toBe(9);
	expect(jsonLines(ended.stdout).at(-1)).toMatchObject({outcome: 'running', error: {code: 'deploy/still-running'}});
	expect(await deployments()).toMatchObject([{status: 'IN_PROGRESS'}]);
});

test('SIGTERM while the release is asked for leaves none running', async () => {
	await writeFile(join(app, 'server.js'), neverListens);

	const ended = await stoppedAt(started('deployment.create'), 'SIGTERM');

	expect(ended).toMatchObject({code: null, signal: 'SIGTERM'});
	const listed = await deployments();
	const statuses = Array.isArray(listed) ? listed.map((one: unknown) => Reflect.get(Object(one), 'status')) : [];
	expect(statuses.filter(status => status !== 'CANCELLED')).toEqual([]);
});

test('SIGTERM during the build asks for nothing, and the next run goes through', async () => {
	const ended = await stoppedAt(started('image.build'), 'SIGTERM');

	expect(ended).toMatchObject({code: null, signal: 'SIGTERM'});
	expect(await deployments()).toEqual([]);
	expect((await stranger.runs(words())).code).toBe(0);
});
