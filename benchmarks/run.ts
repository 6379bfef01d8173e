// Measures and prints; asserts nothing. `npm run bench -- NAME…` runs those whose names hold one of the words.
import {mkdir, writeFile} from 'node:fs/promises';
import {arch, cpus, loadavg, platform, totalmem} from 'node:os';
import {allBenchmarks} from './all-benchmarks.ts';
import {figureRows} from './figures-table.ts';
import {Workshop} from './workshop.ts';

const wanted = process.argv.slice(2);
const chosen = allBenchmarks.filter(({name}) => wanted.length === 0 || wanted.some(word => name.includes(word)));
if (chosen.length === 0) {
	console.error(`There is no such benchmark; there are: ${allBenchmarks.map(({name}) => name).join(', ')}`);
	process.exit(2);
}

const machine = {
	node: process.versions.node,
	cores: cpus().length,
	memory_gb: Math.round(totalmem() / 2 ** 30),
	system: `${platform()} ${arch()}`,
	load: loadavg()[0],
};
console.log(
	`Node ${machine.node}, ${machine.cores} cores, ${machine.memory_gb} GB, ${machine.system}, load ${machine.load?.toFixed(1)}\n`,
);

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

const results: object[] = [];
for (const benchmark of chosen) {
	if (stop.signal.aborted) break;
	console.log(`${benchmark.name}: ${benchmark.about}`);
	const workshop = await Workshop.open();
	const closeEarly = () => void workshop.close();
	stop.signal.addEventListener('abort', closeEarly);
	try {
		const figures = await benchmark.run(workshop);
		for (const row of figureRows(figures)) console.log(`  ${row}`);
		results.push({name: benchmark.name, figures});
	} catch (error) {
		console.error(`  did not finish: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
		process.exitCode = 1;
	} finally {
		stop.signal.removeEventListener('abort', closeEarly);
		await workshop.close();
	}
	console.log('');
}

await mkdir('benchmarks/results', {recursive: true});
const file = 'benchmarks/results/latest.json';
await writeFile(file, `${JSON.stringify({at: new Date().toISOString(), machine, results}, null, '\t')}\n`);
console.log(`All figures are in ${file}.`);
