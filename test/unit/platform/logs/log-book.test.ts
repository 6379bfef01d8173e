import {expect, test} from 'vitest';
import {openKeyringDatabase} from '../../../../source/platform/auth/keyring.ts';
import {createLogBook, type NewLine, type NumberedLine} from '../../../../source/platform/logs/log-book.ts';
import {keptLines, readLines} from '../../../../source/platform/logs/log-store.ts';
import {insertService} from '../../../../source/platform/services/service-store.ts';
import {sleeplessClock} from '../../../support/control-plane/sleepless-clock.ts';
import {temporaryDataFolder} from '../../../support/control-plane/start-platform.ts';

async function setUp() {
	const clock = sleeplessClock();
	const {db, keyring} = await openKeyringDatabase(await temporaryDataFolder(), {clock});
	await keyring.create();
	const {id: tenantId} = await db.selectFrom('tenant').select('id').executeTakeFirstOrThrow();
	const service = await insertService(db, {
		tenantId,
		name: 'app',
		projectName: 'default',
		repoUrl: '',
		branch: '',
		port: 20_000,
		now: 0,
	});
	const troubles: unknown[] = [];
	const open = () => createLogBook({db, clock, onTrouble: error => troubles.push(error)});
	const line = (content: string, more: Partial<NewLine> = {}): NewLine => ({
		serviceId: service.id,
		deploymentId: 'd1',
		stream: 'stdout',
		phase: 'run',
		source: 'app-1',
		content,
		timestamp: clock.now(),
		...more,
	});
	return {db, open, line, serviceId: service.id, troubles};
}

test('a line is heard only once it is stored, with both its numbers', async () => {
	const {db, open, line, serviceId} = await setUp();
	const book = open();
	const heard: NumberedLine[] = [];
	const storedWhenHeard: Promise<number>[] = [];
	const hear = (numbered: NumberedLine) => {
		heard.push(numbered);
		storedWhenHeard.push(readLines(db, {serviceId, after: numbered.seq - 1, limit: 1}).then(lines => lines.length));
	};
	book.append(line('one'), hear);
	book.append(line('oops', {stream: 'stderr'}), hear);
	book.append(line('two'), hear);
	book.append(line('other', {deploymentId: 'd2'}), hear);
	book.append(line('built', {phase: 'build', source: 'build'}), hear);
	book.append(line('live', {phase: 'release', source: 'events', uncounted: true}), hear);
	await book.flush();
	expect(heard.map(({seq, sequence, content}) => [seq, sequence, content])).toEqual([
		[1, 1, 'one'],
		[2, 1, 'oops'],
		[3, 2, 'two'],
		[4, 1, 'other'],
		[5, 1, 'built'],
		[6, 0, 'live'],
	]);
	expect(await Promise.all(storedWhenHeard)).toEqual([1, 1, 1, 1, 1, 1]);
});

test('numbers go on after a restart', async () => {
	const {open, line} = await setUp();
	const first = open();
	first.append(line('one'), () => undefined);
	await first.close();
	const second = open();
	const heard: number[][] = [];
	second.append(line('two'), ({seq, sequence}) => heard.push([seq, sequence]));
	await second.close();
	expect(heard).toEqual([[2, 2]]);
});

test('the newest lines are kept, and a flood is numbered whole', async () => {
	const {db, open, line, serviceId} = await setUp();
	const book = open();
	let last = 0;
	for (let batch = 0; batch < 13; batch++) {
		for (let index = 0; index < 5000; index++)
			book.append(line('x'), ({seq}) => {
				last = seq;
			});
		await book.flush();
	}
	expect(last).toBe(65_000);
	const {count} = await db
		.selectFrom('log_line')
		.select(({fn}) => fn.countAll<number>().as('count'))
		.executeTakeFirstOrThrow();
	expect(count).toBe(keptLines);
	expect(await readLines(db, {serviceId, after: 0, limit: 1})).toMatchObject([{seq: 15_001}]);
});

test('a flush waits for what was there, not for what goes on being said', async () => {
	const {open, line} = await setUp();
	const book = open();
	const state = {talking: true, heard: 0};
	const talk = () => {
		if (state.talking) book.append(line('on and on'), talk);
	};
	talk();
	book.append(line('mine'), () => {
		state.heard += 1;
	});
	await book.flush();
	expect(state.heard).toBe(1);
	state.talking = false;
	await book.close();
});

test('lines of a service that is gone are reported and hold up nobody', async () => {
	const {open, line, troubles} = await setUp();
	const book = open();
	const heard: string[] = [];
	book.append(line('lost', {serviceId: 'gone'}), ({content}) => heard.push(content));
	book.append(line('kept'), ({content}) => heard.push(content));
	await book.flush();
	expect(heard).toEqual(['kept']);
	expect(troubles).toHaveLength(1);
});
