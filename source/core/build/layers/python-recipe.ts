import {join} from 'node:path';
import {kindOf} from '../../machine/files.ts';
import {findOnPath, runProcess} from '../../machine/processes.ts';
import type {Recipe, RecipeInput} from './recipe.ts';
import {runTool} from './run-tool.ts';
import {copyManifests, keyOf} from './source-copy.ts';

const packages = '.python';

/** Python: the packages of requirements.txt in a layer of their own, found by PYTHONPATH. */
export const pythonRecipe: Recipe = {
	async refuses({folder, stack, env}) {
		const hasRequirements = (await kindOf(join(folder, 'requirements.txt'))) === 'file';
		if (!hasRequirements && stack.packageManager !== null)
			return `${stack.packageManager} names this app's packages and requirements.txt does not: write them there (${exportCommand(stack.packageManager)}).`;
		if (hasRequirements && (await findOnPath('python3', env)) === null)
			return "python3 installs this app's packages and is not on this machine.";
		return null;
	},

	async prepare(input) {
		const to = join(input.workFolder, 'install');
		const texts = await copyManifests(input.folder, to, ['requirements.txt', 'constraints.txt']);
		const wanted = (texts.get('requirements.txt') ?? '').split('\n').some(line => !/^\s*(?:#|$)/.test(line));
		const installed = join(input.workFolder, 'installed');
		return {
			dependencies: wanted
				? {
						key: keyOf([['layer', 'python 1'], ['runtime', await interpreter(input)], ...texts]),
						place: packages,
						async install() {
							const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--no-compile'];
							const args = [...pip, '--target', join(installed, packages), '-r', 'requirements.txt'];
							await runTool({file: 'python3', args}, to, input);
							return join(installed, packages);
						},
					}
				: null,
			application: {folder: input.folder, content: 'source', without: ['venv', packages]},
			extraFiles: [],
			// Relative to the working folder, so that it holds wherever the image is unpacked.
			env: ['PYTHONUNBUFFERED=1', 'PYTHONDONTWRITEBYTECODE=1', ...(wanted ? [`PYTHONPATH=${packages}`] : [])],
			programFolders: wanted ? [`${packages}/bin`] : [],
		};
	},
};

/** What compiled packages are made for: `cpython-311 linux-x86_64`. */
async function interpreter({env, signal}: Pick<RecipeInput, 'env' | 'signal'>): Promise<string> {
	const asks = 'import sys, sysconfig; print(sys.implementation.cache_tag, sysconfig.get_platform())';
	const call = {file: 'python3', args: ['-c', asks], env, timeoutMs: 30_000};
	const {stdout} = await runProcess(signal === undefined ? call : {...call, signal});
	return `${process.platform} ${process.arch} ${stdout.trim()}`;
}

const exportCommand = (manager: string): string =>
	manager === 'uv'
		? 'uv export --no-dev --no-hashes > requirements.txt'
		: manager === 'poetry'
			? 'poetry export -o requirements.txt'
			: 'pip freeze > requirements.txt';
