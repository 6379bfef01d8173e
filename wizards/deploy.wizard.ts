import * as z from 'zod';
import {defineWizard} from '../source/wizard-engine/define.ts';
import {lookup, multiselect, number, select, text} from '../source/wizard-engine/fields.ts';

/** How the app is built and run. Most of it is found out from the folder and asked only when it is not. */
export const deployWizard = defineWizard({
	id: 'deploy',
	title: 'Deploy',
	help: [
		'Builds an image from this folder, pushes it, and releases it. The old release stays up until the new one is healthy.',
		'What the folder tells is not asked; the review shows it, and every answer can be edited there.',
	],
})
	.step(
		'builder',
		select({
			ask: 'How should the image be built?',
			label: 'Builder',
			help: 'Layers need no Docker.',
			choices: lookup('builders'),
			default: 'layers',
			quiet: true,
		}),
	)
	.step(
		'start',
		text({
			ask: 'Which command starts the app?',
			label: 'Start command',
			help: 'It runs in the folder, with PORT set to the port it must listen on. Empty leaves it to the image.',
			placeholder: 'node server.js',
			allowEmpty: true,
			quiet: true,
		}),
		{defaultText: 'what the folder tells, for example the start script of package.json'},
	)
	.step(
		'base',
		text({
			ask: 'Upon which image is it built?',
			label: 'Base image',
			help: 'Its layers go below the app. Without one the image says which runtime its host needs.',
			placeholder: 'node:22-slim',
			allowEmpty: true,
			quiet: true,
			default: '',
		}),
	)
	.step(
		'health',
		select({
			ask: 'How does it show that it is up?',
			label: 'Health check',
			choices: [
				{value: 'http', label: 'It answers over HTTP', hint: 'three 2xx or 3xx answers in a row'},
				{value: 'tcp', label: 'It takes connections', hint: 'anything that listens on its port'},
				{value: 'none', label: 'It does not', hint: 'started is good enough'},
			],
			default: 'http',
			quiet: true,
		}),
	)
	.stepWhen(
		{health: 'http'},
		'healthPath',
		text({
			ask: 'On which path?',
			label: 'Health path',
			schema: z.string().startsWith('/', 'Start it with /'),
			default: '/',
			quiet: true,
		}),
	)
	.step(
		'count',
		number({
			ask: 'How many instances?',
			label: 'Instances',
			schema: z.int('Give a whole number').min(1, 'At least 1').max(8, 'At most 8'),
			default: 1,
			quiet: true,
		}),
	)
	.step(
		'secretNames',
		multiselect({
			ask: 'Which secrets does the app get?',
			label: 'Secrets',
			help: 'They are read at each start and never become part of the image.',
			choices: lookup('secrets'),
			quiet: true,
		}),
		{default: () => [], defaultText: "all of the service's"},
	)
	.plan(({builder, start, base, health, healthPath, count, secretNames}) => [
		{task: 'image.build', builder, ...(start === '' ? {} : {start}), ...(base === '' ? {} : {base})},
		{task: 'image.push'},
		{
			task: 'deployment.create',
			health: {type: health, ...(healthPath === undefined ? {} : {path: healthPath})},
			count,
			...(secretNames.length === 0 ? {} : {secretNames}),
		},
		{task: 'deployment.release'},
	]);
