import {chmod, mkdtemp, readFile, rm, stat, symlink, utimes, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {applyEnvFile, planEnvFile} from '../../../../../source/core/secrets/env-file/write-env-file.ts';
import {secrets} from '../../../../support/serve-vault.ts';

let folder: string;
let path: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'env-file-'));
	path = join(folder, '.env.local');
});
afterEach(() => rm(folder, {recursive: true, force: true}));

type Values = Readonly<Record<string, string>>;
const write = async (values: Values, more: Partial<Parameters<typeof planEnvFile>[0]> = {}) =>
	applyEnvFile(await planEnvFile({path, values: secrets(values), ...more}));
const text = () => readFile(path, 'utf8');
const modeOf = async () => (await stat(path)).mode & 0o777;

test('a new file is readable by its owner alone', async () => {
	expect(await write({A: '1', B: 'two words'})).toBe(true);
	expect(await text()).toBe("A=1\nB='two words'\n");
	expect(await modeOf()).toBe(0o600);
});

test('a second run changes nothing, not even the time', async () => {
	await write({A: '1'});
	const long = new Date('2020-01-01');
	await utimes(path, long, long);

	expect(await write({A: '1'})).toBe(false);
	expect((await stat(path)).mtime).toEqual(long);
});

describe('what others wrote is kept', () => {
	test('comments, order, blank lines and other values', async () => {
		await writeFile(path, '# top\nFIRST="a b" # why\n\nA=old\nexport LAST=x\n# end without line end');
		await write({A: 'new', ADDED: '1'});

		expect(await text()).toBe('# top\nFIRST="a b" # why\n\nA=new\nexport LAST=x\n# end without line end\nADDED=1\n');
	});

	test('export stays, and a comment behind a value moves above it', async () => {
		await writeFile(path, 'export A=old # of the staging server\nB="x" #why\n');
		await write({A: 'new', B: 'y'});

		expect(await text()).toBe('# of the staging server\nexport A=new\n#why\nB=y\n');
	});

	test('CRLF', async () => {
		await writeFile(path, 'A=old\r\n# note\r\nB=2\r\n');
		await write({A: 'new', C: '3'});

		expect(await text()).toBe('A=new\r\n# note\r\nB=2\r\nC=3\r\n');
	});

	test('a value of several lines, and what looks like a name inside it', async () => {
		await writeFile(path, "KEY='-----BEGIN\nA=inside\n-----END'\nA=old\n");
		await write({A: 'new'});
		expect(await text()).toBe("KEY='-----BEGIN\nA=inside\n-----END'\nA=new\n");

		await write({KEY: 'one line'});
		expect(await text()).toBe("KEY='one line'\nA=new\n");
	});

	test('a name that stands twice stands once afterwards', async () => {
		await writeFile(path, 'A=1\nB=2\nA=3\n');
		await write({A: 'new'});

		expect(await text()).toBe('B=2\nA=new\n');
	});

	test('a line that says the same in other words', async () => {
		await writeFile(path, 'A = "same"   # kept\n');
		expect(await write({A: 'same'})).toBe(false);
	});

	test('its mode, but for others who might write', async () => {
		await writeFile(path, 'A=1\n');
		await chmod(path, 0o664);
		await write({A: '2'});
		expect(await modeOf()).toBe(0o644);
	});

	test('a mark at the start goes, because Node loses the first name behind it', async () => {
		await writeFile(path, '\ufeffFIRST=1\n');
		await write({A: '2'});

		expect(await text()).toBe('FIRST=1\nA=2\n');
	});
});

describe('nothing is written', () => {
	test('when an encoder is wrong', async () => {
		await writeFile(path, 'A=old\n');
		const wrong = write({A: "it's"}, {encode: value => `'${value}'`});

		await expect(wrong).rejects.toMatchObject({code: 'env-file/mismatch', exitCode: 70, facts: {name: 'A'}});
		expect(await text()).toBe('A=old\n');
	});

	test('when an open quote in the file would swallow what is added', async () => {
		const open = `OPEN="never closed\nB=2\n`;
		await writeFile(path, open);
		await expect(write({A: `with "quotes"`})).rejects.toMatchObject({code: 'env-file/mismatch'});
		expect(await text()).toBe(open);
	});

	test('for a value without a form that all readers share', async () => {
		await expect(write({A: 'p$a'})).rejects.toMatchObject({
			code: 'env-file/bad-value',
			hint: expect.stringContaining('--dialect'),
		});
		expect(await write({A: 'p$a'}, {dialect: 'node'})).toBe(true);
		expect(await text()).toBe("A='p$a'\n");
	});

	test('through a symbolic link', async () => {
		await writeFile(join(folder, 'elsewhere'), 'A=1\n');
		await symlink(join(folder, 'elsewhere'), path);

		await expect(write({A: '2'})).rejects.toMatchObject({code: 'machine/file'});
		expect(await readFile(join(folder, 'elsewhere'), 'utf8')).toBe('A=1\n');
	});

	test('when the file changed after it was looked at', async () => {
		await writeFile(path, 'A=1\n');
		const plan = await planEnvFile({path, values: secrets({A: '2'})});
		await writeFile(path, 'A=1\nB=somebody\n');

		await expect(applyEnvFile(plan)).rejects.toMatchObject({code: 'machine/locked'});
		expect(await text()).toBe('A=1\nB=somebody\n');
	});
});

test.each(['-p', 'A B', 'A=B', '1A', 'a.b', '', 'é', 'A'.repeat(1000)])('%j is no name', async name => {
	await expect(write({[name]: '1'})).rejects.toMatchObject({code: 'env-file/bad-name', exitCode: 2});
});

const dangerous = [
	'PATH',
	'LD_PRELOAD',
	'DYLD_INSERT_LIBRARIES',
	'NODE_OPTIONS',
	'BASH_ENV',
	'ENV',
	'IFS',
	'GIT_SSH_COMMAND',
];
test.each([...dangerous, 'npm_config_registry', 'NPM_CONFIG_REGISTRY', 'PYTHONPATH', 'SSH_ASKPASS', 'DOCKER_HOST'])(
	'%s is written only when it was agreed to',
	async name => {
		await expect(write({[name]: '1'})).rejects.toMatchObject({
			code: 'env-file/bad-name',
			hint: expect.stringContaining('another name'),
		});
		expect(await write({[name]: '1'}, {allowNames: [name]})).toBe(true);
	},
);

test('a plan shows what changes and no value', async () => {
	await writeFile(path, 'OLD=secret-old\nSAME=secret-same\n');
	const plan = await planEnvFile({
		path,
		values: secrets({OLD: 'secret-new', SAME: 'secret-same', NEW: 'secret-more-than-20-long'}),
	});

	expect(plan.changed).toEqual(['OLD', 'NEW']);
	expect(plan.diff).toEqual(['~ OLD=•••••••• (8 to 19 characters)', '+ NEW=•••••••• (20+ characters)']);
	expect(plan.diff.join()).not.toContain('secret');
});

test.each(['compose', 'docker', 'systemd', 'shell', 'python', 'dotenv', 'node'] as const)(
	'a file in %s is edited again without leaving pieces behind',
	async dialect => {
		const values = {A: `it's "q"`, B: 'plain'};
		await write(values, {dialect});
		expect(await write(values, {dialect})).toBe(false);
		await write({A: 'other', B: 'plain'}, {dialect});
		await write({A: `it's "q"`, B: 'plain'}, {dialect});

		expect((await text()).split('\n').filter(line => line !== '')).toHaveLength(2);
	},
);
