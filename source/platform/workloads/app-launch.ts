/** How an image's app is started as a process here: its command, its folder and its environment. */
import {delimiter, dirname, join, posix} from 'node:path';
import {WizardError} from '../../shared/errors.ts';
import {findOnPath} from '../../core/machine/processes.ts';
import type {Secret} from '../../shared/secret.ts';
import type {ImageConfig} from './runtime-image.ts';

export interface AppLaunch {
	readonly file: string;
	readonly args: readonly string[];
	readonly cwd: string;
	readonly env: Readonly<Record<string, string>>;
}

interface LaunchPlace {
	/** The unpacked image. */
	readonly root: string;
	/** The app's HOME: not the person's own, where credentials lie. */
	readonly home: string;
	readonly port: number;
	readonly hostEnv: Readonly<Record<string, string | undefined>>;
	/** The service's environment, over the image's. */
	readonly environment: ReadonlyMap<string, Secret>;
}

/** @throws `image/refused` without a command, `machine/tool-missing` when its program is not on this machine */
export async function planLaunch(config: ImageConfig, place: LaunchPlace): Promise<AppLaunch> {
	const inside = insideOf(config, place.root);
	const [program, ...args] = commandOf(config).map(inside.word);
	if (program === undefined) throw noCommand();
	const image = imageEnvironment(config, inside.list);
	const path = [
		...(image['PATH'] ?? '').split(delimiter).filter(entry => entry.startsWith(place.root)),
		dirname(process.execPath),
		place.hostEnv['PATH'] ?? '',
	].join(delimiter);
	const service = [...place.environment].map(([name, value]) => [name, value.reveal()] as const);
	const env = {
		...passedOn(place.hostEnv),
		// Into a file Python keeps lines back by the kilobyte, and nobody would see them live.
		PYTHONUNBUFFERED: '1',
		...image,
		...Object.fromEntries(service),
		PATH: path,
		HOME: place.home,
		PORT: String(place.port),
		HOST: '127.0.0.1',
	};
	const file = await findProgram(program, {cwd: inside.cwd, root: place.root, path});
	if (file === null) throw programMissing(program);
	return {file, args, cwd: inside.cwd, env};
}

/** What an app may see of the platform's own environment: nothing that ever holds a credential. */
function passedOn(env: LaunchPlace['hostEnv']): Record<string, string> {
	const names = ['LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS'];
	return Object.fromEntries(names.flatMap(name => (env[name] === undefined ? [] : [[name, env[name]]])));
}

/** This machine's own program first: one of the image's base may need the base's libraries. */
async function findProgram(
	program: string,
	{cwd, root, path}: {readonly cwd: string; readonly root: string; readonly path: string},
): Promise<string | null> {
	if (!program.startsWith('/') && program.includes('/')) return findOnPath(join(cwd, program), {});
	const here = await findOnPath(program, {PATH: path});
	return here ?? (program.startsWith('/') ? findOnPath(join(root, program), {}) : null);
}

/** Entrypoint, then Cmd, as Docker joins them. */
export const commandOf = ({config}: ImageConfig): readonly string[] => [
	...(config?.Entrypoint ?? []),
	...(config?.Cmd ?? []),
];

/** Paths in the image's working folder are paths in its unpacked folder here; what lies elsewhere is this machine's own, as /bin/sh. */
function insideOf({config}: ImageConfig, root: string) {
	const workingDir = posix.normalize(posix.join('/', config?.WorkingDir ?? '/')).replace(/\/$/, '');
	const isInside = (path: string) =>
		workingDir !== '' && (path === workingDir || path.startsWith(`${workingDir}/`)) && !path.split('/').includes('..');
	const word = (value: string) => (isInside(value) ? join(root, value) : value);
	const list = (value: string) => value.split(':').map(word).join(':');
	return {cwd: join(root, workingDir), word, list};
}

function imageEnvironment({config}: ImageConfig, map: (value: string) => string): Record<string, string> {
	const env: Record<string, string> = {};
	for (const entry of config?.Env ?? []) {
		const at = entry.indexOf('=');
		if (at > 0) env[entry.slice(0, at)] = map(entry.slice(at + 1));
	}
	return env;
}

function noCommand(): WizardError {
	return new WizardError('image/refused', {
		message: 'The image does not say which command starts the app.',
		hint: 'Name it: a start script in package.json, or build.start in cloudstation.json.',
	});
}

function programMissing(program: string): WizardError {
	return new WizardError('machine/tool-missing', {
		message: `The app starts with ${JSON.stringify(program)}, and this machine has no such program.`,
		hint: `Install ${program}, or start the platform with its folder on PATH.`,
		facts: {tool: program},
	});
}
