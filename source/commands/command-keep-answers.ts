/** What a person answered, kept in cloudstation.json: the next run does the same without a question. */
import {type Project, projectFileName, saveProjectFile} from '../core/project/project.ts';
import type {ProjectFile} from '../shared/project-file.ts';
import type {Task} from '../shared/tasks.ts';
import type {Review} from '../wizard-engine/prompter.ts';

export async function keepDeployAnswers(project: Project, tasks: readonly Task[]): Promise<void> {
	await saveProjectFile(project, changeOf(project, tasks));
}

/** The file that keeping the answers will change, as the review shows it; none when it says the same already. */
export function filesOfAnswers(project: Project, tasks: readonly Task[]): Review['files'] {
	const before = linesOf(project.file ?? {});
	const after = linesOf({...project.file, ...changeOf(project, tasks)});
	if (before.join('\n') === after.join('\n')) return [];
	const mark = project.file === null ? '+' : '~';
	return [{mark, path: projectFileName, note: 'how it runs, no secrets', diff: diffOf(before, after)}];
}

function changeOf(project: Project, tasks: readonly Task[]): ProjectFile {
	const build = tasks.find(one => one.task === 'image.build');
	const create = tasks.find(one => one.task === 'deployment.create');
	const builder = build?.builder === 'layers' ? undefined : build?.builder;
	const health =
		create?.health === undefined || (create.health.type === 'http' && (create.health.path ?? '/') === '/')
			? undefined
			: create.health;
	const buildSettings = {
		...project.file?.build,
		...(builder === undefined ? {} : {builder}),
		...(build?.start === undefined ? {} : {start: build.start}),
		...(build?.base === undefined ? {} : {base: build.base}),
	};
	const deploySettings = {
		...project.file?.deploy,
		...(health === undefined ? {} : {health}),
		...(create?.count === undefined || create.count === 1 ? {} : {count: create.count}),
	};
	return {
		...(Object.keys(buildSettings).length === 0 ? {} : {build: buildSettings}),
		...(Object.keys(deploySettings).length === 0 ? {} : {deploy: deploySettings}),
	};
}

const linesOf = (value: unknown): readonly string[] => JSON.stringify(value, null, 2).split('\n');

/** One change with the line before and behind it. */
function diffOf(before: readonly string[], after: readonly string[]): readonly string[] {
	let top = 0;
	while (top < before.length && before[top] === after[top]) top += 1;
	let bottom = 0;
	while (bottom < Math.min(before.length, after.length) - top && before.at(-1 - bottom) === after.at(-1 - bottom))
		bottom += 1;
	return [
		...after.slice(Math.max(0, top - 1), top).map(line => `  ${line}`),
		...before.slice(top, before.length - bottom).map(line => `- ${line}`),
		...after.slice(top, after.length - bottom).map(line => `+ ${line}`),
		...after.slice(after.length - bottom, after.length - bottom + 1).map(line => `  ${line}`),
	];
}
