import {appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {lastJournal, openJournal, readJournal} from '../../../../source/core/journal/journal.ts';
import {systemClock} from '../../../../source/core/machine/clock.ts';

let folder: string;
beforeEach(async () => {
	folder = join(await mkdtemp(join(tmpdir(), 'journal-')), 'journals');
});
afterEach(() => rm(join(folder, '..'), {recursive: true, force: true}));

const about = {kind: 'up', project: '/apps/shop'};
const open = (more: object = {}) => openJournal({folder, clock: systemClock}, {...about, ...more});
const last = (more: object = {}) => lastJournal(folder, {...about, ...more});

describe('what a run did', () => {
	test('is there for the next one, step by step', async () => {
		const journal = await open({facts: {service: 'shop'}});
		await journal.began('image.build');
		await journal.done('image.build', {digest: 'sha256:1'});
		await journal.began('deployment.create', {key: 'k1'});

		const state = await last();

		expect(state).toMatchObject({
			id: journal.id,
			kind: 'up',
			folder: '/apps/shop',
			facts: {service: 'shop'},
			outcome: null,
		});
		expect(state?.done.get('image.build')).toEqual({digest: 'sha256:1'});
		expect(state?.began.get('deployment.create')).toEqual({key: 'k1'});
		expect(state?.done.has('deployment.create')).toBe(false);
	});

	test('has an outcome once it is closed', async () => {
		const journal = await open();
		await journal.close('live');

		expect((await last())?.outcome).toBe('live');
	});

	test('is found by its project and its kind, the newest first', async () => {
		const first = await open();
		await open({project: '/apps/other'});
		await open({kind: 'secrets'});
		const second = await open();

		expect((await last())?.id).toBe(second.id);
		expect(second.id > first.id).toBe(true);
		expect(await last({project: '/apps/none'})).toBeNull();
	});

	test('is on the disk before anything happens, and only we can read it', async () => {
		const journal = await open();
		await journal.began('image.build');
		const path = join(folder, `${journal.id}.jsonl`);

		expect((await readFile(path, 'utf8')).split('\n')).toHaveLength(3);
		expect((await stat(path)).mode & 0o777).toBe(0o600);
		expect((await stat(folder)).mode & 0o777).toBe(0o700);
	});

	test('of the last twenty runs is kept', async () => {
		const first = await open();
		for (let run = 0; run < 20; run += 1) await open();

		const names = await readdir(folder);
		expect(names).toHaveLength(20);
		expect(names).not.toContain(`${first.id}.jsonl`);
	});
});

describe('what the power took', () => {
	test('is left out: a torn last line', async () => {
		const journal = await open();
		await journal.began('image.build');
		await appendFile(join(folder, `${journal.id}.jsonl`), '{"type":"done","at":"20');

		const state = await last();
		expect(state?.began.has('image.build')).toBe(true);
		expect(state?.done.size).toBe(0);
	});

	test('of a first line leaves no journal, and the one before counts', async () => {
		const journal = await open();
		await writeFile(join(folder, 'ffffffff.jsonl'), '{"type":"ope');

		expect((await last())?.id).toBe(journal.id);
	});

	test.each(['', '\n\n', 'null', '{}', '[]', '{"type":"began","at":"","task":"t","facts":{}}', '\u0000\u0000\u0000'])(
		'%j is no journal',
		text => {
			expect(readJournal(text)).toBeNull();
		},
	);

	test('every cut of a journal reads as far as it goes', async () => {
		const journal = await open();
		await journal.began('a');
		await journal.done('a', {digest: 'x'});
		await journal.close('live');
		const text = await readFile(join(folder, `${journal.id}.jsonl`), 'utf8');

		const seen = Array.from({length: text.length + 1}, (_, at) => {
			const state = readJournal(text.slice(0, at));
			return state === null ? 0 : 1 + state.began.size + state.done.size + (state.outcome === null ? 0 : 1);
		});

		expect(seen.at(-1)).toBe(4);
		expect(seen).toEqual(seen.toSorted((one, other) => one - other));
	});

	test('what stands there and is no file is passed over', async () => {
		const journal = await open();
		await mkdir(join(folder, 'zzzz.jsonl'));

		expect((await last())?.id).toBe(journal.id);
	});
});
