// Writes docs/reference and the schemas from the code that knows them; with --check it only compares.
import {mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {referencePages} from './reference-pages.ts';

const folder = 'docs/reference';
const check = process.argv.includes('--check');
const pages = await referencePages();
await mkdir(folder, {recursive: true});
const there = await readdir(folder);
const stale: string[] = there.filter(name => !pages.has(name));

for (const [name, text] of pages) {
	const path = join(folder, name);
	const now = await readFile(path, 'utf8').catch(() => null);
	if (now === text) continue;
	if (check) stale.push(name);
	else await writeFile(path, text);
}

if (check && stale.length > 0) {
	console.error(`Stale in ${folder}: ${stale.join(', ')}. Run npm run generate.`);
	process.exitCode = 1;
} else if (!check) {
	for (const name of stale) await rm(join(folder, name));
}
