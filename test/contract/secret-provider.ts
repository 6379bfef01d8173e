/** What every provider of secrets does, whatever its store. */
import {describe, expect, onTestFinished, test as vitestTest} from 'vitest';
import type {SecretProvider} from '../../source/core/secrets/secret-provider.ts';
import {isErrorWithCode} from '../../source/shared/errors.ts';
import {ladderLayers, type LayerResult} from '../../source/shared/health-ladder.ts';
import {Secret} from '../../source/shared/secret.ts';

export interface ProviderUnderTest {
	/** On an empty place of the store. */
	readonly provider: SecretProvider;
	/** The same place, through another client. */
	readonly other: SecretProvider;
	close(): Promise<void>;
}

interface Contract {
	readonly name: string;
	readonly make: () => Promise<ProviderUnderTest>;
	/** Tests that this store can't keep, each with the reason. */
	readonly skip?: readonly {readonly reason: string; readonly test: string}[];
}

type Story = (under: Omit<ProviderUnderTest, 'close'>) => Promise<void>;

const secrets = (values: Readonly<Record<string, string>>) =>
	new Map(Object.entries(values).map(([name, value]) => [name, new Secret(value)]));

const values = {
	PLAIN: 'abc123',
	EMPTY: '',
	SPACES: '  edges and tab\t',
	QUOTES: `it's "quoted" and \`ticked\` $HOME \\n #`,
	LINES: '-----BEGIN KEY-----\nabc\r\ndef\n-----END KEY-----\n',
	UNICODE: 'žluťoučký 🐎 \u202Eabc',
	LONG: 'x'.repeat(20_000),
};

export function secretProviderContract({name, make, skip = []}: Contract): void {
	const test = (title: string, story: Story) => {
		const left = skip.find(one => one.test === title);
		const run = async () => {
			const under = await make();
			onTestFinished(() => under.close());
			await story(under);
		};
		vitestTest.skipIf(left !== undefined)(left === undefined ? title : `${title} (${left.reason})`, run);
	};

	describe(`secrets in ${name}`, () => {
		test('nothing is there at first', async ({provider}) => {
			await expect(provider.getSecret('NOT_THERE')).rejects.toMatchObject({
				code: 'secrets/missing',
				facts: {name: 'NOT_THERE'},
			});
			expect(await provider.getSecrets(['NOT_THERE'])).toEqual([]);
			expect(await provider.listSecrets()).toEqual([]);
		});

		test('a value comes back as it was given, whatever is in it', async ({provider, other}) => {
			await provider.setSecrets(secrets(values));

			const back = await other.getSecrets(Object.keys(values));
			expect(Object.fromEntries(back.map(one => [one.name, one.value.reveal()]))).toEqual(values);
		});

		test('a list has names and versions, never values', async ({provider}) => {
			await provider.setSecrets(secrets({B: 'value-of-b', A: 'value-of-a'}));

			const list = await provider.listSecrets();
			expect(list.map(one => one.name)).toEqual(['A', 'B']);
			expect(JSON.stringify(list)).not.toContain('value-of');
		});

		test('a version changes with the value and only with it', async ({provider}) => {
			const first = await provider.setSecret('A', new Secret('one'));
			const same = await provider.setSecret('A', new Secret('one'));
			const second = await provider.setSecret('A', new Secret('two'));

			expect(same.version).toBe(first.version);
			expect(second.version).not.toBe(first.version);
			expect((await provider.getSecret('A')).version).toBe(second.version);
		});

		test('a secret that must not exist is not overwritten', async ({provider, other}) => {
			await provider.setSecret('A', new Secret('one'), {ifVersion: '0'});

			const late = other.setSecret('A', new Secret('lost'), {ifVersion: '0'});
			await expect(late).rejects.toMatchObject({code: 'secrets/conflict'});
			expect((await provider.getSecret('A')).value.reveal()).toBe('one');
		});

		test('a version that is not the one any more is not overwritten', async ({provider, other}) => {
			const {version} = await provider.setSecret('A', new Secret('one'));
			await other.setSecret('A', new Secret('two'), {ifVersion: version});

			const late = provider.setSecret('A', new Secret('lost'), {ifVersion: version});
			await expect(late).rejects.toMatchObject({code: 'secrets/conflict'});
			expect((await provider.getSecret('A')).value.reveal()).toBe('two');
		});

		test('several are set at once, and what is the same is left', async ({provider}) => {
			await provider.setSecret('KEPT', new Secret('kept'));
			expect(await provider.setSecrets(secrets({A: '1', B: '2'}))).toEqual({changed: ['A', 'B'], unchanged: []});
			expect(await provider.setSecrets(secrets({A: '1', B: 'other'}))).toEqual({changed: ['B'], unchanged: ['A']});

			const before = await provider.listSecrets();
			expect(await provider.setSecrets(secrets({A: '1', B: 'other'}))).toEqual({changed: [], unchanged: ['A', 'B']});
			expect(await provider.listSecrets()).toEqual(before);
			expect((await provider.getSecret('KEPT')).value.reveal()).toBe('kept');
		});

		test('writers of different secrets at the same moment lose nothing', async ({provider, other}) => {
			const names = ['A', 'B', 'C', 'D'];
			await Promise.all(
				names.map((one, index) => (index % 2 === 0 ? provider : other).setSecrets(secrets({[one]: `value ${one}`}))),
			);

			const back = await provider.getSecrets(names);
			expect(back.map(one => one.value.reveal())).toEqual(names.map(one => `value ${one}`));
		});

		test('an unset secret is gone, the others stay, and again is no error', async ({provider}) => {
			await provider.setSecrets(secrets({A: '1', B: '2'}));
			await provider.unsetSecret('A');
			await provider.unsetSecret('A');

			expect((await provider.listSecrets()).map(one => one.name)).toEqual(['B']);
			await expect(provider.getSecret('A')).rejects.toMatchObject({code: 'secrets/missing'});
			await provider.unsetSecret('B');
			expect(await provider.listSecrets()).toEqual([]);
		});

		test('a name that every object has is no secret', async ({provider}) => {
			await expect(provider.getSecret('constructor')).rejects.toSatisfy(thrown =>
				isErrorWithCode(thrown, 'secrets/missing'),
			);
			expect(await provider.getSecrets(['toString', '__proto__'])).toEqual([]);
		});

		test('what it signs it verifies, and nothing else', async ({provider, other}) => {
			// In base64 these bytes have all of + / =, which the url-safe alphabet writes otherwise.
			const payload = Uint8Array.from([0xfb, 0xef, 0xff, 0x3e, 0x3f, 0x7e, 0x00]);
			const {signature, algorithm, metadata} = await provider.sign(payload, {purpose: 'cli_bridge'});

			expect(algorithm).not.toBe('');
			expect(metadata['purpose']).toBe('cli_bridge');
			expect(await other.verify(payload, signature, {purpose: 'cli_bridge'})).toBe(true);
			expect(await other.verify(payload.slice(1), signature, {purpose: 'cli_bridge'})).toBe(false);
			for (const forged of ['', 'nonsense', `${signature}A`, signature.replace(/.{6}$/, 'AAAAA=')]) {
				expect(await other.verify(payload, forged, {purpose: 'cli_bridge'})).toBe(false);
			}
		});

		test('a healthy store says so, layer by layer in order, without a secret', async ({provider}) => {
			await provider.setSecrets(secrets({A: 'value-of-a'}));
			const seen: LayerResult[] = [];
			const health = await provider.healthCheck(layer => seen.push(layer));

			expect(health.layers.filter(({status}) => status === 'failed' || status === 'warn')).toEqual([]);
			expect(health.status).toBe('healthy');
			expect(health.layers.map(layer => layer.name)).toEqual(ladderLayers);
			expect(seen).toEqual(health.layers);
			expect(JSON.stringify(health)).not.toContain('value-of-a');
		});

		test('an error never holds a value', async ({provider}) => {
			await provider.setSecret('A', new Secret('value-of-a'));
			const thrown: unknown = await provider
				.setSecret('A', new Secret('value-of-b'), {ifVersion: '0'})
				.catch((error: unknown) => error);

			expect(isErrorWithCode(thrown, 'secrets/conflict')).toBe(true);
			expect(`${JSON.stringify(thrown)} ${String(thrown)}`).not.toContain('value-of');
		});
	});
}
