import {readFile, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {openLogFile} from '../../../../source/platform/serve/log-file.ts';
import {sleeplessClock} from '../../../support/control-plane/sleepless-clock.ts';
import {temporaryDataFolder} from '../../../support/control-plane/start-platform.ts';

test('writes a private JSON line an entry and goes on after a restart', async () => {
	const path = join(await temporaryDataFolder(), 'platform.log');
	for (const event of ['started', 'started again']) {
		const file = openLogFile(path, {clock: sleeplessClock()});
		file.log({level: 'info', event, text: 'two\nlines'});
		file.close();
		file.log({level: 'info', event: 'too late'});
	}
	const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
	expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
		{time: '2030-01-01T00:00:00.000Z', level: 'info', event: 'started', text: 'two\nlines'},
		{time: '2030-01-01T00:00:00.000Z', level: 'info', event: 'started again', text: 'two\nlines'},
	]);
	expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('keeps the newest ten to twenty megabytes', async () => {
	const path = join(await temporaryDataFolder(), 'platform.log');
	const file = openLogFile(path, {clock: sleeplessClock()});
	const text = 'x'.repeat(1024 * 1024);
	for (let entry = 0; entry < 25; entry++) file.log({level: 'info', event: 'request', text, entry});
	file.close();
	expect((await stat(`${path}.1`)).size).toBeGreaterThan(10 * 1024 * 1024);
	expect((await stat(path)).size).toBeLessThan(10 * 1024 * 1024);
	expect((await readFile(path, 'utf8')).trimEnd().endsWith('"entry":24}')).toBe(true);
});
