import {expect, test} from 'vitest';
import {filesOfAnswers} from '../../../source/commands/command-keep-answers.ts';
import type {Project} from '../../../source/core/project/project.ts';
import type {Task} from '../../../source/shared/tasks.ts';

const project: Project = {
	folder: '/app',
	path: '/app/cloudstation.json',
	file: {service: 'shop', platform: 'local'},
	link: null,
};
const tasksOf = (count: number): readonly Task[] => [
	{task: 'image.build', builder: 'layers'},
	{task: 'deployment.create', health: {type: 'http', path: '/'}, count},
];

test('answers that cloudstation.json says already change no file', () => {
	expect(filesOfAnswers(project, tasksOf(1))).toEqual([]);
});

test('what a person answered otherwise is shown as the lines that come into the file', () => {
	const [file, ...others] = filesOfAnswers(project, tasksOf(2));

	expect(others).toEqual([]);
	expect(file).toMatchObject({mark: '~', path: 'cloudstation.json'});
	expect(file?.diff).toEqual([
		'    "service": "shop",',
		'-   "platform": "local"',
		'+   "platform": "local",',
		'+   "deploy": {',
		'+     "count": 2',
		'+   }',
		'  }',
	]);
});
