/** The app's folder: `cloudstation.json` (committed) and what this machine knows of it (in `CS_HOME/links`, never committed). */
import {createHash} from 'node:crypto';
import {basename, dirname, join, relative, resolve} from 'node:path';
import * as z from 'zod';
import {isErrorWithCode, toWizardError, WizardError} from '../../shared/errors.ts';
import {isRecord, jsonOf} from '../../shared/narrow.ts';
import type {ProjectFile} from '../../shared/project-file.ts';
import {safeLine} from '../../shared/safe-line.ts';
import {isOurs, kindOf, readText, removePath, writeText, writeTextIfChanged} from '../machine/files.ts';
import {writePrivateText} from '../machine/private-files.ts';
import {type Home, personalFolder} from '../machine/paths.ts';

export const projectFileName = 'cloudstation.json';
const maxBytes = 1024 * 1024;

const linkSchema = z.object({
	folder: z.string(),
	service_id: z.string(),
	service_name: z.string(),
	api_url: z.string(),
});
export type Link = z.infer<typeof linkSchema>;

export interface Project {
	/** The app's folder, absolute. */
	readonly folder: string;
	/** Where cloudstation.json is or will be. */
	readonly path: string;
	/** Null when there is none. */
	readonly file: ProjectFile | null;
	/** The key under `services` that this folder is, in a monorepo. */
	readonly entry?: string;
	readonly link: Link | null;
}

/**
 * The nearest cloudstation.json at or above the folder wins, and the app is where it lies; in a monorepo it is the
 * folder of the entry that we stand in. @throws `project/bad-file`
 */
export async function openProject(cwd: string, home: Home, above = personalFolder()): Promise<Project> {
	const here = resolve(cwd);
	const found = await nearest(here, {from: here, above});
	if (found === null)
		return {folder: here, path: join(here, projectFileName), file: null, link: await readLink(home, here)};
	const {path, file} = found;
	const root = dirname(path);
	const entry = entryAt(file, relative(root, here));
	const folder = entry === null ? (file.services === undefined ? root : here) : resolve(root, entry.folder);
	const link = await readLink(home, folder);
	if (entry === null) return {folder, path, file, link};
	const {name, folder: _folder, ...rest} = entry;
	return {folder, path, file: {...file, service: name, ...rest}, entry: name, link};
}

interface Search {
	readonly from: string;
	/** As far as it never goes: a file that was left in a person's own folder must not make all of it one app. */
	readonly above: string;
}

async function nearest(
	folder: string,
	search: Search,
): Promise<{readonly path: string; readonly file: ProjectFile} | null> {
	const path = join(folder, projectFileName);
	const kind = await kindOf(path);
	// What others put above our folder (in /tmp, say) does not say what we run.
	const counts = kind !== 'absent' && (folder === search.from || (await isOurs(path)));
	if (counts) return {path, file: await readProjectFile(path, kind)};
	// A repository's root is as far as a project reaches.
	if ((await kindOf(join(folder, '.git'))) !== 'absent') return null;
	const parent = dirname(folder);
	return parent === folder || parent === search.above ? null : nearest(parent, search);
}

const kinds = {folder: 'it is a folder', link: 'it is a symbolic link', other: 'it is not a regular file'} as const;

async function readProjectFile(path: string, kind: Awaited<ReturnType<typeof kindOf>>): Promise<ProjectFile> {
	if (kind === 'folder' || kind === 'link' || kind === 'other') throw badFile(path, kinds[kind]);
	const text = await readText(path, maxBytes).catch((error: unknown) => {
		throw isErrorWithCode(error, 'machine/file') ? badFile(path, toWizardError(error).message) : error;
	});
	const json = jsonOf((text ?? '').replace(/^\ufeff/, ''));
	if (json === undefined) throw badFile(path, 'it is not JSON');
	const {projectFileSchema} = await import('../../shared/project-file.ts');
	const parsed = projectFileSchema.safeParse(json);
	if (parsed.success) return parsed.data;
	const reasons = parsed.error.issues.slice(0, 3).map(issue => {
		const where = issue.path.length === 0 ? '' : `"${issue.path.join('.')}": `;
		return `${where}${safeLine(issue.message.replace(/^Invalid (input|option): /, ''))}`;
	});
	throw badFile(path, reasons.join('; '));
}

type Entry = NonNullable<ProjectFile['services']>[string] & {readonly name: string};

/** The entry whose folder we stand in or below; of two the deeper one. */
function entryAt(file: ProjectFile, at: string): Entry | null {
	const around = Object.entries(file.services ?? {}).flatMap(([name, entry]) => {
		const below = relative(entry.folder, at === '' ? '.' : at);
		return below === '..' || below.startsWith('../') ? [] : [{name, ...entry, distance: below.length}];
	});
	const [closest] = around.toSorted((one, other) => one.distance - other.distance);
	if (closest === undefined) return null;
	const {distance: _distance, ...entry} = closest;
	return entry;
}

/** Adds what changed to the file as it stands, in a monorepo to this folder's entry; a file that says the same is not touched. */
export async function saveProjectFile(project: Project, change: ProjectFile): Promise<boolean> {
	const json = jsonOf(((await readText(project.path)) ?? '{}').replace(/^\ufeff/, ''));
	const now = isRecord(json) ? json : {};
	return writeTextIfChanged(project.path, `${JSON.stringify(merged(now, change, project.entry), null, 2)}\n`);
}

function merged(now: Readonly<Record<string, unknown>>, change: ProjectFile, entry: string | undefined): object {
	const services = now['services'];
	const old = entry === undefined || !isRecord(services) ? undefined : services[entry];
	if (entry === undefined || !isRecord(services) || !isRecord(old)) return {...now, ...change};
	const {platform, service, ...rest} = change;
	const name = service === undefined || service === entry ? {} : {service};
	return {
		...now,
		...(platform === undefined ? {} : {platform}),
		services: {...services, [entry]: {...old, ...name, ...rest}},
	};
}

export async function saveLink(home: Home, link: Link): Promise<string> {
	const path = linkPath(home, link.folder);
	await writePrivateText(path, `${JSON.stringify(link, null, 2)}\n`);
	return path;
}

export async function removeLink(home: Home, folder: string): Promise<void> {
	await removePath(linkPath(home, resolve(folder)));
}

async function readLink(home: Home, folder: string): Promise<Link | null> {
	// Where nothing was linked yet, no name has to be made: that alone loads all of Node's cryptography.
	if ((await kindOf(home.links)) === 'absent') return null;
	const text = await readText(linkPath(home, folder));
	const parsed = linkSchema.safeParse(text === null ? null : jsonOf(text));
	return parsed.success ? parsed.data : null;
}

/** Adds lines to .gitignore that are not there yet; tells which. */
export async function addIgnoreLines(
	folder: string,
	lines: readonly string[],
	name = '.gitignore',
): Promise<readonly string[]> {
	const path = join(folder, name);
	const text = (await readText(path)) ?? '';
	const there = new Set(text.split(/\r?\n/).map(line => line.trim()));
	const missing = lines.filter(line => !there.has(line) && !there.has(`/${line}`));
	if (missing.length === 0) return [];
	const newline = text.includes('\r\n') ? '\r\n' : '\n';
	const end = text === '' || text.endsWith('\n') ? '' : newline;
	await writeText(path, `${text}${end}${missing.map(line => line + newline).join('')}`);
	return missing;
}

function linkPath(home: Home, folder: string): string {
	const name = basename(folder)
		.replaceAll(/[^A-Za-z\d-]/g, '_')
		.slice(0, 40);
	return join(home.links, `${name}-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}.json`);
}

function badFile(path: string, reason: string): WizardError {
	return new WizardError('project/bad-file', {
		message: `${path} does not read: ${reason}.`,
		hint: 'Mend the file, or move it away and link the folder again.',
		next: [{command: `mv ${path} ${path}.bad`, when: 'to move it away; cs-wizard link writes a new one'}],
		facts: {path},
	});
}
