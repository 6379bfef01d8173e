import {execFile} from 'node:child_process';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {Stranger} from '../support/program.ts';

let stranger: Stranger;
beforeEach(async () => {
	stranger = await Stranger.arrives();
});
afterEach(() => stranger.leaves());

const run = promisify(execFile);

async function scriptFor(shell: string): Promise<string> {
	const {code, stdout} = await stranger.runs(['completion', shell]);
	expect(code).toBe(0);
	return stdout;
}

/** What bash offers for these words, the last one half typed. */
async function bashOffers(...words: readonly string[]): Promise<readonly string[]> {
	const file = join(stranger.folder, 'completion.bash');
	await writeFile(file, await scriptFor('bash'));
	const program = `source "${file}"; COMP_WORDS=(${words.map(word => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _cs_wizard; printf '%s\\n' "\${COMPREPLY[@]}"`;
	const {stdout} = await run('bash', ['-c', program]);
	return stdout.split('\n').filter(Boolean);
}

test('bash completes commands, their second and third words, and flags', async () => {
	expect(await bashOffers('cs-wizard', 'wh')).toEqual(['whoami']);
	expect(await bashOffers('cs-wizard', 'auth', '')).toEqual(['status', 'why', 'repair']);
	expect(await bashOffers('cs', 'platform', 'keys', '')).toEqual(['list', 'create', 'revoke']);
	expect(await bashOffers('cs-wizard', 'deploy', 's')).toEqual(['status']);
	expect(await bashOffers('cs-wizard', 'up', '--dry')).toEqual(['--dry-run']);
	expect(await bashOffers('cs-wizard', 'completion', 'f')).toEqual(['fish']);
});

test('the bash script can be loaded twice and leaves the shell as it was', async () => {
	const file = join(stranger.folder, 'completion.bash');
	await writeFile(file, await scriptFor('bash'));
	const {stdout, stderr} = await run('bash', ['-euc', `source "${file}"; source "${file}"; complete -p cs cs-wizard`]);
	expect(stderr).toBe('');
	expect(stdout).toContain('-F _cs_wizard cs\n');
});

test.each(['zsh', 'fish', 'powershell'])('%s gets the same words', async shell => {
	const script = await scriptFor(shell);
	for (const word of ['whoami', 'onboard', 'revoke', 'dry-run', 'powershell']) expect(script).toContain(word);
});
