// esbuild makes one chunk for each set of features that share code: more than a hundred, and each costs Node a
// third of a millisecond to find, read and link. What is always loaded together becomes one file here.
import {build} from 'esbuild';

/** File name → its code, as esbuild made it: minified, one list of exports. */
export type Chunks = ReadonlyMap<string, string>;

/** Larger ones stay alone: whoever needs one of them need not load the others. */
const largest = 60_000;

interface Options {
	/** Whoever else needs one of its chunks loads the entry too: right when the entry is loaded anyway, or nearly always. */
	readonly evenIfShared?: boolean;
}

/** The same files, with the small chunks that `entry` imports statically inside of it. */
export async function joinChunks(chunks: Chunks, entry: string, {evenIfShared = false}: Options = {}): Promise<Chunks> {
	const all = smallImportsOf(chunks, entry);
	const joined = evenIfShared ? all : onlyFor(chunks, entry, all);
	const kept = [...chunks].filter(([name]) => name !== entry && !joined.includes(name));
	const again = joined.flatMap(name =>
		exportsOf(chunks, name).map(one => `export{${one} as ${aliasOf(name, one)}}from"./${name}";`),
	);
	const {outputFiles} = await build({
		stdin: {contents: `${again.join('')}export*from"./${entry}";`, resolveDir: '.'},
		bundle: true,
		write: false,
		format: 'esm',
		platform: 'node',
		target: 'node22.13',
		minify: true,
		logLevel: 'warning',
		plugins: [
			{
				name: 'chunks',
				setup(bundle) {
					bundle.onResolve({filter: /^\.\//}, ({path}) => {
						const name = path.slice(2);
						return name === entry || joined.includes(name) ? {path: name, namespace: 'chunk'} : {path, external: true};
					});
					bundle.onLoad({filter: /.*/, namespace: 'chunk'}, ({path}) => ({
						contents: chunks.get(path) ?? '',
						resolveDir: '.',
					}));
				},
			},
		],
	});
	const [file] = outputFiles;
	if (file === undefined) throw new Error(`nothing came of ${entry}`);
	return new Map([...kept.map(([name, code]) => [name, redirected(code, joined, entry)] as const), [entry, file.text]]);
}

/** Those that nobody imports but the entry and each other: nobody else has to load the entry for their sake. */
function onlyFor(chunks: Chunks, entry: string, candidates: readonly string[]): readonly string[] {
	const within = new Set([entry, ...candidates]);
	const shared = candidates.filter(candidate =>
		[...chunks].some(([name, code]) => !within.has(name) && importsOf(code).includes(candidate)),
	);
	if (shared.length === 0) return candidates;
	return onlyFor(
		chunks,
		entry,
		candidates.filter(one => !shared.includes(one)),
	);
}

function importsOf(code: string): readonly string[] {
	return [...code.matchAll(/\b(?:import|from)"\.\/([\w.-]+)"/g)].map(([, name = '']) => name);
}

function smallImportsOf(chunks: Chunks, entry: string): readonly string[] {
	const found = new Set<string>();
	const look = (name: string) => {
		for (const imported of importsOf(chunks.get(name) ?? '')) {
			const isShared = imported.startsWith('chunk-') && (chunks.get(imported) ?? '').length <= largest;
			if (!isShared || found.has(imported)) continue;
			found.add(imported);
			look(imported);
		}
	};
	look(entry);
	return [...found];
}

function exportsOf(chunks: Chunks, name: string): readonly string[] {
	const lists = [...(chunks.get(name) ?? '').matchAll(/\bexport\{([\w$, ]*)\}/g)];
	return lists.flatMap(([, list = '']) => list.split(',').map(one => one.split(' as ').at(-1) ?? ''));
}

/** Two chunks may both export an `a`. */
const aliasOf = (name: string, exported: string): string => `${name.replaceAll(/\W/g, '_')}_${exported}`;

/** Who imported a chunk that is gone finds it in the joined file. */
function redirected(code: string, joined: readonly string[], entry: string): string {
	return code.replaceAll(
		/\b(import|export)(?:\{([\w$, ]*)\}from)?"\.\/([\w.-]+)"/g,
		(whole: string, keyword: string, list: string | undefined, name: string) => {
			if (!joined.includes(name)) return whole;
			if (list === undefined) return `${keyword}"./${entry}"`;
			const names = list.split(',').map(one => {
				const [imported = '', local = imported] = one.split(' as ');
				return `${aliasOf(name, imported)} as ${local}`;
			});
			return `${keyword}{${names.join(',')}}from"./${entry}"`;
		},
	);
}
