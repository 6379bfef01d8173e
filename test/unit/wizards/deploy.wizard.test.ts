import {expect, test} from 'vitest';
import {deployWizard} from '../../../wizards/deploy.wizard.ts';
import {planOf} from '../../support/scripted-plan.ts';

test('a deploy takes what the folder tells', async () => {
	expect(await planOf(deployWizard, {}, {start: 'node server.js'})).toEqual([
		{task: 'image.build', builder: 'layers', start: 'node server.js'},
		{task: 'image.push'},
		{task: 'deployment.create', health: {type: 'http', path: '/'}, count: 1},
		{task: 'deployment.release'},
	]);
});

test('a deploy takes what was said', async () => {
	const said = {file: 'deploy: {start: "", health: tcp, count: "3", secret_names: "A,B"}'};
	expect(await planOf(deployWizard, said, {start: 'node server.js'})).toEqual([
		{task: 'image.build', builder: 'layers'},
		{task: 'image.push'},
		{task: 'deployment.create', health: {type: 'tcp'}, count: 3, secretNames: ['A', 'B']},
		{task: 'deployment.release'},
	]);
});

test('an app that nobody can start needs its command', async () => {
	await expect(planOf(deployWizard, {})).rejects.toMatchObject({facts: {missing: [{key: 'deploy.start'}]}});
});
