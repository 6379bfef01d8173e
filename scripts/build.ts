// Bundles everything into dist/: one lazily loaded chunk a feature, no runtime dependency but the optional keychain's.
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {basename} from 'node:path';
import {build, type OutputFile, type Plugin} from 'esbuild';
import {type Chunks, joinChunks} from './join-chunks.ts';
import {leanBuiltins} from './lean-builtins.ts';
import {quickStartPatches} from './quick-start-patches.ts';
import {topHelp} from '../source/commands/command-help.ts';

const {version} = JSON.parse(await readFile('package.json', 'utf8'));

/** Ink asks for it only with DEV=true, but imports it statically. */
const withoutDevtools: Plugin = {
	name: 'without-devtools',
	setup(bundle) {
		bundle.onResolve({filter: /^react-devtools-core$/}, () => ({path: 'devtools', namespace: 'empty'}));
		bundle.onLoad({filter: /.*/, namespace: 'empty'}, () => ({contents: 'export default {}', loader: 'js'}));
	},
};

/** conf brings hooks along that send every signal a second time, to ourselves: what is asked once would count twice. */
const signalsOnce: Plugin = {
	name: 'signals-once',
	setup(bundle) {
		bundle.onResolve({filter: /^when-exit$/}, () => ({path: 'when-exit', namespace: 'no-hooks'}));
		bundle.onLoad({filter: /.*/, namespace: 'no-hooks'}, () => ({
			contents: 'export default () => undefined',
			loader: 'js',
		}));
	},
};

/** zod's `import * as z` brings the messages of all fifty languages along, half of its size; ours are English. */
const oneLanguage: Plugin = {
	name: 'one-language',
	setup(bundle) {
		bundle.onLoad({filter: /[/\\]zod[/\\]v4[/\\]locales[/\\]index\.js$/}, () => ({
			contents: "export {default as en} from './en.js'",
			loader: 'js',
		}));
	},
};

await rm('dist', {recursive: true, force: true});
await mkdir('dist', {recursive: true});
const common = {
	outdir: 'dist',
	bundle: true,
	write: false as const,
	platform: 'node' as const,
	target: 'node22.13',
	format: 'esm' as const,
	minify: true,
	keepNames: true,
	legalComments: 'none' as const,
	define: {
		'process.env.NODE_ENV': '"production"',
		'process.env.DEV': '"false"',
		CS_WIZARD_VERSION: JSON.stringify(version),
		// The packages that measure text each make one while they load.
		'Intl.Segmenter': 'QuickSegmenter',
	},
	inject: ['source/tui/quick-segmenter.ts'],
	external: ['@napi-rs/keyring'],
	plugins: [withoutDevtools, signalsOnce, oneLanguage, quickStartPatches],
	logLevel: 'warning' as const,
};
const program = await build({
	...common,
	entryPoints: {main: 'source/main.ts'},
	chunkNames: '[name]-[hash]',
	splitting: true,
});
/** Threads and processes of their own: one file each, that holds what they need and nothing of the program. */
const helpers = await build({
	...common,
	entryPoints: {
		'log-worker': 'source/core/logs/log-worker.ts',
		'layers-worker': 'source/core/build/builders/layers-worker.ts',
		'keyring-child': 'source/core/credentials/keyring-child.ts',
		'front-process': 'source/platform/serve/front-process.ts',
	},
});
let chunks = await joinChunks(chunksOf(program.outputFiles), 'main.js', {evenIfShared: true});
for (const feature of ['journey', 'serve-platform', 'ink-prompter']) {
	const name = [...chunks.keys()].find(file => file.startsWith(`${feature}-`));
	if (name === undefined) throw new Error(`esbuild made no chunk for ${feature}`);
	chunks = await joinChunks(chunks, name, {evenIfShared: feature === 'journey'});
}
for (const [name, code] of [...chunks, ...chunksOf(helpers.outputFiles)]) await writeFile(`dist/${name}`, code);
await writeFile('dist/version.txt', `${version}\n`);
await writeFile('dist/help.txt', topHelp());

function chunksOf(files: readonly OutputFile[]): Chunks {
	return new Map(files.map(({path, text}) => [basename(path), leanBuiltins(text)]));
}
