import {appendFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {endOf, jsonLines, Stranger} from '../support/program.ts';

const answers = resolve('examples/hello-node/answers.yaml');

let stranger: Stranger;
let app: string;
let url: string;
beforeEach(async () => {
	stranger = await Stranger.arrives();
	app = await stranger.copyOf('hello-node');
	const first = await stranger.tells(['up', '--cwd', app, '--non-interactive', '--answers-file', answers]);
	url = String(first.lines.at(-1)?.['url']);
	expect(first.lines.at(-1)).toMatchObject({outcome: 'live', release: 1});
});
afterEach(() => stranger.leaves());

const upWords = () => ['up', '--cwd', app, '--non-interactive', '--answers-file', answers, '--json'];

/** Asks the URL all the while and remembers every answer that was not the app's. */
function askAllTheWhile() {
	const state = {stop: false, wrong: new Array<string>(), asked: 0};
	const done = (async () => {
		while (!state.stop) {
			const answer = await fetch(url, {signal: AbortSignal.timeout(5000)}).then(
				async reply => `${reply.status} ${await reply.text()}`,
				(error: unknown) => `no answer: ${String(error)}`,
			);
			state.asked += 1;
			if (answer !== '200 Hello from hello-node\n') state.wrong.push(answer);
			await new Promise(next => setTimeout(next, 20));
		}
	})();
	return {
		end: async () => {
			state.stop = true;
			await done;
			return state;
		},
	};
}

/** Starts `up`, and kills it the moment it says that a task began (or so many milliseconds later). */
async function killUpAt(event: string, laterMs = 0): Promise<void> {
	const child = stranger.starts(upWords());
	child.stdin?.end();
	let said = '';
	await new Promise<void>(killed => {
		child.stdout?.on('data', (chunk: Buffer) => {
			said += chunk.toString();
			if (said.includes(event)) {
				setTimeout(() => {
					child.kill('SIGKILL');
					killed();
				}, laterMs);
			}
		});
		child.once('exit', () => killed());
	});
	await endOf(child).catch(() => undefined);
}

async function releases(): Promise<readonly Readonly<Record<string, unknown>>[]> {
	const {lines} = await stranger.tells(['deploy', 'list', '--cwd', app]);
	const listed = lines[0]?.['deployments'];
	return Array.isArray(listed) ? listed : [];
}

test.each([
	['image.build', 0],
	['image.push', 0],
	['deployment.create', 0],
	['deployment.create', 15],
	['deployment.release', 0],
	['deployment.release', 300],
])(
	'a command line that is killed at %s (+%i ms) leaves no half release, and the next run finishes it once',
	async (task, later) => {
		await appendFile(join(app, 'server.js'), '\n// changed\n');
		const asking = askAllTheWhile();

		await killUpAt(`"task.started","task":"${task}"`, later);
		const again = await stranger.runs(upWords());

		expect(again.code).toBe(0);
		expect(jsonLines(again.stdout).at(-1)).toMatchObject({
			outcome: expect.stringMatching(/^(live|unchanged)$/),
			release: 2,
			url,
		});
		expect((await asking.end()).wrong).toEqual([]);
		expect((await releases()).filter(({active}) => active === true)).toHaveLength(1);
		expect(await releases()).toHaveLength(2);
	},
);

test.each([['image.push'], ['deployment.create'], ['deployment.release']])(
	'a platform that is killed at %s comes back with the old release answering all the while',
	async task => {
		await appendFile(join(app, 'server.js'), '\n// changed\n');
		const {lines} = await stranger.tells(['platform', 'status']);
		const pid = Number(lines[0]?.['pid']);
		const asking = askAllTheWhile();
		const child = stranger.starts(upWords());
		child.stdin?.end();
		const ended = endOf(child);
		await new Promise<void>(killed => {
			child.stdout?.on('data', (chunk: Buffer) => {
				if (!chunk.toString().includes(`"task.started","task":"${task}"`)) return;
				process.kill(pid, 'SIGKILL');
				killed();
			});
			child.once('exit', () => killed());
		});
		await new Promise(later => setTimeout(later, 500));
		child.kill('SIGKILL');
		await ended;

		const again = await stranger.runs(upWords());

		expect(again.code).toBe(0);
		expect(jsonLines(again.stdout).at(-1)).toMatchObject({outcome: expect.stringMatching(/^(live|unchanged)$/), url});
		expect((await asking.end()).wrong).toEqual([]);
		expect((await releases()).filter(({active}) => active === true)).toHaveLength(1);
	},
);
