import {appendFile} from 'node:fs/promises';
import {join} from 'node:path';
import {atMost, type Benchmark} from './benchmark.ts';
import {spreadOf, spreadText} from './statistics.ts';
import {programFile} from './workshop.ts';

const rounds = 12;

/** `up` against a running platform: nothing changed, and one file changed; from the start of the process to its end. */
export const deploy: Benchmark = {
	name: 'deploy',
	about: '`up` of hello-node against a running platform',
	async run(workshop) {
		const {credentials} = await workshop.platform();
		const app = await workshop.copyOf('hello-node');
		const words = ['up', '--cwd', app, '--non-interactive', '--answers-file', join(app, 'answers.yaml'), '--json'];
		const up = async (wanted: string) => {
			const started = performance.now();
			const out = await workshop.node([programFile, ...words], {env: credentials});
			if (!out.includes(`"outcome":"${wanted}"`)) throw new Error(`not ${wanted}: ${out}`);
			return {milliseconds: performance.now() - started, tasks: tasksOf(out)};
		};
		const first = await up('live');
		await up('unchanged');
		const [unchanged, changed]: [number[], number[]] = [[], []];
		const tasks = new Map<string, number[]>();
		for (let round = 0; round < rounds; round += 1) {
			unchanged.push((await up('unchanged')).milliseconds);
			await appendFile(join(app, 'server.js'), `\n// ${round}\n`);
			const done = await up('live');
			changed.push(done.milliseconds);
			for (const [task, milliseconds] of done.tasks) tasks.set(task, [...(tasks.get(task) ?? []), milliseconds]);
		}
		const [same, other] = [spreadOf(unchanged), spreadOf(changed)];
		return [
			{name: 'first release', value: first.milliseconds, unit: 'ms', note: partsText(first.tasks)},
			{name: 'unchanged', value: same.median, unit: 'ms', note: spreadText(same)},
			atMost(5000, {name: 'one file changed, until live', value: other.median, unit: 'ms', note: spreadText(other)}),
			...[...tasks].map(([task, all]) => ({
				name: `one file changed: ${task}`,
				value: spreadOf(all).median,
				unit: 'ms' as const,
			})),
		];
	},
};

/** How long each task took, by its own account. */
function tasksOf(out: string): ReadonlyMap<string, number> {
	const found = [...out.matchAll(/"type":"task\.finished","task":"([\w.]+)".*?"duration_ms":(\d+)/g)];
	return new Map(found.map(([, task = '', milliseconds]) => [task, Number(milliseconds)]));
}

const partsText = (tasks: ReadonlyMap<string, number>): string =>
	[...tasks].map(([task, milliseconds]) => `${task} ${milliseconds}`).join(', ');
