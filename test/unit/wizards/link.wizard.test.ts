import {expect, test} from 'vitest';
import {linkWizard} from '../../../wizards/link.wizard.ts';
import {planOf} from '../../support/scripted-plan.ts';

test('a folder becomes a new service or an existing one', async () => {
	expect(await planOf(linkWizard, {}, {name: 'hello-node'})).toEqual([
		{task: 'service.create', name: 'hello-node'},
		{task: 'project.link', service: 'hello-node', platform: 'local'},
	]);
	expect(await planOf(linkWizard, {file: 'link: {service: shop, platform: "https://p.example"}'})).toEqual([
		{task: 'project.link', service: 'shop', platform: 'https://p.example'},
	]);
	await expect(planOf(linkWizard, {file: 'link: {name: No Name}'})).rejects.toMatchObject({code: 'answers/bad-value'});
});
