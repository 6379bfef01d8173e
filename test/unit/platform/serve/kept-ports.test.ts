import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {readKeptPorts} from '../../../../source/platform/serve/kept-ports.ts';
import {WizardError} from '../../../../source/shared/errors.ts';
import {temporaryDataFolder} from '../../../support/control-plane/start-platform.ts';

/** Listens on everything but the ports that are taken. */
const listenExcept =
	(...taken: readonly number[]) =>
	(port: number): Promise<{readonly port: number}> =>
		taken.includes(port)
			? Promise.reject(
					new WizardError('machine/port-taken', {message: `Port ${port} is taken.`, hint: 'Choose another.'}),
				)
			: Promise.resolve({port});

async function file(): Promise<string> {
	return join(await temporaryDataFolder(), 'ports.json');
}

test('the control plane takes 4300, or the next free port, and gets it again', async () => {
	const path = await file();
	const first = await readKeptPorts(path);
	expect((await first.listenOn('control', listenExcept(4300, 4301))).port).toBe(4302);
	const second = await readKeptPorts(path);
	expect((await second.listenOn('control', listenExcept())).port).toBe(4302);
	expect((await second.listenOn('control', listenExcept(4302))).port).toBe(4300);
});

test('a port that was asked for is the one of the next start too', async () => {
	const path = await file();
	const listenOnAny = (port: number) => Promise.resolve({port: port === 0 ? 50_123 : port});
	const first = await readKeptPorts(path);
	expect((await first.listenAt('control', 0, listenOnAny)).port).toBe(50_123);
	const second = await readKeptPorts(path);
	expect((await second.listenOn('control', listenOnAny)).port).toBe(50_123);
	expect((await second.listenAt('control', 4400, listenOnAny)).port).toBe(4400);
	expect((await (await readKeptPorts(path)).listenOn('control', listenOnAny)).port).toBe(4400);
});

test('a port that was asked for and is taken stays an error, and the old one is kept', async () => {
	const path = await file();
	const ports = await readKeptPorts(path);
	await ports.listenOn('control', listenExcept());
	await expect(ports.listenAt('control', 4400, listenExcept(4400))).rejects.toMatchObject({code: 'machine/port-taken'});
	expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({control: 4300});
});

test('the other parts have ports of their own', async () => {
	const path = await file();
	const ports = await readKeptPorts(path);
	const {port: registry} = await ports.listenOn('registry', listenExcept());
	const {port: vault} = await ports.listenOn('vault', listenExcept());
	expect(registry).not.toBe(vault);
	expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({registry, vault});
});

test('a damaged note costs the ports and not the start', async () => {
	const path = await file();
	for (const text of ['{', '[]', '{"control": "x"}', '{"control": 70000}']) {
		await writeFile(path, text);
		const ports = await readKeptPorts(path);
		expect((await ports.listenOn('control', listenExcept())).port).toBe(4300);
	}
});

test('another trouble than a taken port is told', async () => {
	const ports = await readKeptPorts(await file());
	await expect(ports.listenOn('control', () => Promise.reject(new Error('no such address')))).rejects.toThrow(
		'no such address',
	);
});
