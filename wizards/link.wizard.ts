import * as z from 'zod';
import {serviceNameSchema} from '../source/shared/service-name.ts';
import {defineWizard} from '../source/wizard-engine/define.ts';
import {lookup, select, text} from '../source/wizard-engine/fields.ts';

/** Which service this folder is. */
export const linkWizard = defineWizard({
	id: 'link',
	title: 'Link',
	help: ['Ties this folder to a service of the platform, in cloudstation.json. The file holds no secret: commit it.'],
})
	.step(
		'platform',
		text({
			ask: 'Which platform?',
			label: 'Platform',
			help: 'The one you are signed in to: "local", or its address.',
			schema: z.union([z.literal('local'), z.url({protocol: /^https?$/})], 'Give "local" or an address'),
			default: 'local',
			quiet: true,
		}),
	)
	.step(
		'service',
		select({
			ask: 'Which service is this folder?',
			label: 'Service',
			help: 'A service keeps its address, its secrets and its logs over all releases.',
			choices: lookup('services'),
			default: 'new',
		}),
	)
	.stepWhen(
		{service: 'new'},
		'name',
		text({
			ask: 'What is it called?',
			label: 'Name',
			help: 'It becomes part of its address: lowercase letters, digits and dashes.',
			schema: serviceNameSchema,
		}),
		{defaultText: "the folder's name"},
	)
	.plan(({platform, service, name}) => [
		...(name === undefined ? [] : [{task: 'service.create', name} as const]),
		{task: 'project.link', service: name ?? service, platform},
	]);
