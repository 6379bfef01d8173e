import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {requireHostRuntime} from '../../../../source/platform/workloads/host-runtime.ts';

const needs = (runtime: string, version?: string) => ({
	config: {
		Labels: {
			'dev.cs-wizard.runtime': runtime,
			...(version === undefined ? {} : {'dev.cs-wizard.runtime-version': version}),
		},
	},
});
const nowhere = {PATH: '/nonexistent'};

test('a runtime that is not on this machine is named, with what to do', async () => {
	await expect(requireHostRuntime(needs('python3', '>=3.11'), nowhere)).rejects.toMatchObject({
		code: 'machine/tool-missing',
		message:
			'The image needs python3 (>=3.11), which is not on this machine. Install it, or start the platform with its folder on PATH.',
		facts: {tool: 'python3'},
	});
});

test('one that is there is found', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'host-'));
	await writeFile(join(folder, 'python3'), '#!/bin/sh\n');
	await chmod(join(folder, 'python3'), 0o755);

	await expect(requireHostRuntime(needs('python3'), {PATH: folder})).resolves.toBeUndefined();
	await rm(folder, {recursive: true});
});

test.each(['node', 'none', '../../bin/evil', ''])('a label %j asks for nothing', async runtime => {
	await expect(requireHostRuntime(needs(runtime), nowhere)).resolves.toBeUndefined();
});

test('an image without labels asks for nothing', async () => {
	await expect(requireHostRuntime({config: null}, nowhere)).resolves.toBeUndefined();
});
