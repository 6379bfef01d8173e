// Bundles everything into dist/: one lazily loaded chunk a feature, no runtime dependency but the optional keychain's.
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {basename} from 'node:path';
import {build, type Plugin} from 'esbuild';
import {type Chunks, joinChunks} from './join-chunks.ts';
import {leanBuiltins} from './lean-builtins.ts';
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
const {outputFiles} = await build({
	entryPoints: {
		main: 'source/main.ts',
		'log-worker': 'source/core/logs/log-worker.ts',
		'layers-worker': 'source/core/build/builders/layers-worker.ts',
		'keyring-child': 'source/core/credentials/keyring-child.ts',
		'front-process': 'source/platform/serve/front-process.ts',
	},
	outdir: 'dist',
	chunkNames: '[name]-[hash]',
	bundle: true,
	splitting: true,
	platform: 'node',
	target: 'node22.13',
	format: 'esm',
	minify: true,
	keepNames: true,
	legalComments: 'none',
	define: {
		'process.env.NODE_ENV': '"production"',
		'process.env.DEV': '"false"',
		CS_WIZARD_VERSION: JSON.stringify(version),
	},
	external: ['@napi-rs/keyring'],
	plugins: [withoutDevtools, oneLanguage],
	write: false,
	logLevel: 'warning',
});
let chunks: Chunks = new Map(outputFiles.map(({path, text}) => [basename(path), leanBuiltins(text)]));
for (const entry of ['main', 'journey', 'up', 'log-worker', 'serve-platform']) {
	const [name] = [...chunks.keys()].filter(file => file === `${entry}.js` || file.startsWith(`${entry}-`));
	if (name !== undefined) chunks = await joinChunks(chunks, name);
}
await Promise.all([...chunks].map(([name, code]) => writeFile(`dist/${name}`, code)));
await writeFile('dist/version.txt', `${version}\n`);
await writeFile('dist/help.txt', topHelp());
