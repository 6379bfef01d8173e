// Bundles everything into dist/: one lazily loaded chunk a feature, no runtime dependency but the optional keychain's.
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {build, type Plugin} from 'esbuild';
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
	plugins: [withoutDevtools],
	write: false,
	logLevel: 'warning',
});
await Promise.all(outputFiles.map(({path, text}) => writeFile(path, lean(text))));
await writeFile('dist/version.txt', `${version}\n`);
await writeFile('dist/help.txt', topHelp());

/**
 * `import … from 'node:http'` makes Node build a namespace of all its exports, getters included: it loads undici,
 * streams and more (40 ms for http, 3 for fs). Asking for the built-in module itself costs nothing but the module.
 */
function lean(code: string): string {
	const direct = code.replaceAll(
		/\bimport\s*(?:\{([^{}"']*)\}|([\w$]+)|\*\s*as ([\w$]+)|([\w$]+),\{([^{}"']*)\})\s*from"(node:[\w/]+)";/g,
		(_, names?: string, whole?: string, namespace?: string, both?: string, alsoNames?: string, module?: string) => {
			const builtin = `process.getBuiltinModule("${module}")`;
			const picked = names ?? alsoNames;
			const parts = [
				...[whole, namespace, both].flatMap(name => (name === undefined ? [] : [`${name}=${builtin}`])),
				...(picked === undefined ? [] : [`{${picked.replaceAll(' as ', ':')}}=${builtin}`]),
			];
			return `const ${parts.join(',')};`;
		},
	);
	if (!/\brequire\b/.test(direct)) return direct;
	return `const require=process.getBuiltinModule("node:module").createRequire(import.meta.url);${direct}`;
}
