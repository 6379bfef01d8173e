// Holds the package: which files it has, how large it is unpacked, and that nothing runs at install.
import {execFileSync} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import * as z from 'zod';

const maxBytes = 8 * 1024 * 1024;
const allowed = [
	/^package\.json$/,
	/^README\.md$/,
	/^LICENSE$/,
	/^bin\/(cs-wizard\.js|package\.json)$/,
	/^dist\/[\w.-]+\.(js|txt|json|wasm)$/,
];
const needed = [
	'bin/cs-wizard.js',
	'dist/main.js',
	'dist/help.txt',
	'dist/version.txt',
	'dist/log-worker.js',
	'dist/layers-worker.js',
	'dist/keyring-child.js',
	'dist/front-process.js',
];

const packed = z.array(z.object({unpackedSize: z.number(), files: z.array(z.object({path: z.string()}))})).parse(
	JSON.parse(
		execFileSync('npm', ['pack', '--json', '--dry-run', '--ignore-scripts'], {
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		}),
	),
);
const manifest = z
	.object({
		scripts: z.record(z.string(), z.string()),
		dependencies: z.record(z.string(), z.string()).default({}),
		optionalDependencies: z.record(z.string(), z.string()).default({}),
	})
	.parse(JSON.parse(await readFile('package.json', 'utf8')));

const problems: string[] = [];
const [pack] = packed;
const paths = pack?.files.map(({path}) => path) ?? [];
for (const path of paths) {
	if (!allowed.some(pattern => pattern.test(path))) problems.push(`${path} does not belong in the package`);
}
for (const path of needed) {
	if (!paths.includes(path)) problems.push(`${path} is missing from the package`);
}
if ((pack?.unpackedSize ?? 0) > maxBytes) problems.push(`${pack?.unpackedSize} bytes unpacked; at most ${maxBytes}`);
if (Object.keys(manifest.dependencies).length > 0)
	problems.push(`runtime dependencies: ${Object.keys(manifest.dependencies).join(', ')}`);
if (Object.keys(manifest.optionalDependencies).join() !== '@napi-rs/keyring')
	problems.push('the only optional dependency is the keychain');
for (const name of ['preinstall', 'install', 'postinstall', 'prepare']) {
	if (manifest.scripts[name] !== undefined) problems.push(`the script ${name} would run at install`);
}

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`package: ${paths.length} files, ${((pack?.unpackedSize ?? 0) / 1e6).toFixed(1)} MB unpacked`);
