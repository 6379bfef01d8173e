// How the bundles get Node's own modules. `import … from 'node:http'` makes Node build a namespace of all exports,
// getters included, which loads undici and streams: 40 ms. Asking for the module itself costs no more than the module.
import {getBuiltinModule} from 'node:process';
import {promisify} from 'node:util';

/** They load much (crypto 4 ms, child_process 2 ms), and many files that import them use them rarely. */
const onFirstUse = new Set(['node:crypto', 'node:child_process', 'node:dns', 'node:dns/promises']);

const importOfBuiltin =
	/\bimport\s*(?:\{([^{}"']*)\}|([\w$]+)|\*\s*as ([\w$]+)|([\w$]+),\{([^{}"']*)\})\s*from"(node:[\w/]+)";/g;

/** The same minified module, with `process.getBuiltinModule` in the place of imports. */
export function leanBuiltins(code: string): string {
	const lean = code.replaceAll(
		importOfBuiltin,
		(_, names?: string, whole?: string, all?: string, both?: string, others?: string, module = '') => {
			const list = names ?? others ?? '';
			const picked = list === '' ? [] : list.split(',').map(one => one.split(' as '));
			const parts = [whole, all, both].flatMap(name => (name === undefined ? [] : [`${name}=${get(module)}`]));
			const now = picked.filter(([name = '']) => !isLazy(module, name));
			const later = picked.filter(([name = '']) => isLazy(module, name));
			if (now.length > 0)
				parts.push(`{${now.map(([name, local = name]) => `${name}:${local}`).join(',')}}=${get(module)}`);
			for (const [name = '', local = name] of later) parts.push(`${local}=(...a)=>${get(module)}.${name}(...a)`);
			return `const ${parts.join(',')};`;
		},
	);
	if (!/\brequire\b/.test(lean)) return lean;
	return `const require=${get('node:module')}.createRequire(import.meta.url);${lean}`;
}

const get = (module: string): string => `process.getBuiltinModule("${module}")`;

/** Only plain functions can wait until they are called: a class is extended or compared, and `promisify` looks inside some. */
function isLazy(module: string, name: string): boolean {
	if (!onFirstUse.has(module)) return false;
	const value: unknown = Reflect.get(Object(getBuiltinModule(module)), name);
	return typeof value === 'function' && /^[a-z]/.test(name) && !(promisify.custom in value);
}
