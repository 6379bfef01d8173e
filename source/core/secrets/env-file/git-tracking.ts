import {childEnvironment, findOnPath, runProcess} from '../../machine/processes.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether git keeps a file, ignores it, or would offer it; `unknown` without git or outside a repository. */
export async function gitView(
	folder: string,
	name: string,
	env: Environment,
): Promise<'tracked' | 'ignored' | 'offered' | 'unknown'> {
	if ((await findOnPath('git', env)) === null) return 'unknown';
	const git = async (...args: readonly string[]) =>
		(
			await runProcess({
				file: 'git',
				args: ['-C', folder, ...args, '--', `./${name}`],
				env: childEnvironment(env),
				timeoutMs: 10_000,
			})
		).exitCode;
	const listed = await git('ls-files', '--error-unmatch');
	if (listed === 0) return 'tracked';
	// 1 is "not tracked"; 128 is "no repository", or one that git does not trust.
	if (listed !== 1) return 'unknown';
	return (await git('check-ignore', '--quiet')) === 0 ? 'ignored' : 'offered';
}
