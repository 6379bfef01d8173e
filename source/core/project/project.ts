/** The app's folder: `cloudstation.json` (committed) and what this machine knows of it (in `CS_HOME/links`, never committed). */
import {createHash} from 'node:crypto';
import {basename, dirname, join, relative, resolve} from 'node:path';
import * as z from 'zod';
import {WizardError} from '../../shared/errors.ts';
import {jsonOf} from '../../shared/narrow.ts';
import {type ProjectFile, projectFileSchema} from '../../shared/project-file.ts';
import {kindOf, readText, removePath, writeText, writeTextIfChanged} from '../machine/files.ts';
import {writePrivateText} from '../machine/private-files.ts';
import type {Home} from '../machine/paths.ts';

export const projectFileName = 'cloudstation.json';

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
	readonly link: Link | null;
}

/** The nearest cloudstation.json at or above the folder wins; a monorepo's entry is picked by its folder. @throws `project/bad-file` */
export async function openProject(cwd: string, home: Home): Promise<Project> {
	const folder = resolve(cwd);
	const found = await nearest(folder);
	const file = found === null ? null : pickService(found.file, relative(dirname(found.path), folder));
	return {folder, path: found?.path ?? join(folder, projectFileName), file, link: await readLink(home, folder)};
}

async function nearest(folder: string): Promise<{readonly path: string; readonly file: ProjectFile} | null> {
	const path = join(folder, projectFileName);
	const kind = await kindOf(path);
	if (kind !== 'absent') return {path, file: await readProjectFile(path, kind)};
	// A repository's root is as far as a project reaches.
	if ((await kindOf(join(folder, '.git'))) !== 'absent' || dirname(folder) === folder) return null;
	return nearest(dirname(folder));
}

async function readProjectFile(path: string, kind: string): Promise<ProjectFile> {
	if (kind !== 'file') throw badFile(path, `it is a ${kind}, not a file`);
	const parsed = projectFileSchema.safeParse(jsonOf((await readText(path, 1024 * 1024)) ?? ''));
	if (parsed.success) return parsed.data;
	const [issue] = parsed.error.issues;
	throw badFile(
		path,
		`${issue === undefined || issue.path.length === 0 ? 'it' : `"${issue.path.join('.')}"`}: ${issue?.message ?? 'it is not JSON'}`,
	);
}

/** In a monorepo the entry whose folder we stand in goes over what is said for all. */
function pickService(file: ProjectFile, at: string): ProjectFile {
	const entry = Object.entries(file.services ?? {}).find(
		([, one]) => relative(one.folder, at === '' ? '.' : at) === '',
	);
	if (entry === undefined) return file;
	const [name, {folder: _folder, ...rest}] = entry;
	return {...file, service: name, ...rest};
}

/** Adds what changed to the file as it stands; a file that says the same is not touched. */
export async function saveProjectFile(project: Project, change: ProjectFile): Promise<boolean> {
	const now = jsonOf((await readText(project.path)) ?? '{}');
	const merged = {...(typeof now === 'object' && now !== null ? now : {}), ...change};
	return writeTextIfChanged(project.path, `${JSON.stringify(merged, null, 2)}\n`);
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
	const end = text === '' || text.endsWith('\n') ? '' : '\n';
	await writeText(path, `${text}${end}${missing.join('\n')}\n`);
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
		hint: 'Mend the file, or remove it and link the folder again.',
		next: [{command: 'cs-wizard link', when: 'to write it anew'}],
		facts: {path},
	});
}
