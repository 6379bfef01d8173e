/** How each Node.js package manager installs and prunes, as data. */
import type {ToolCall} from './run-tool.ts';

export interface PackageManager {
	readonly lockfiles: readonly string[];
	/** Only what the app needs at run time. */
	installProduction(hasLock: boolean): readonly string[];
	/** All, for a build. */
	installAll(hasLock: boolean): readonly string[];
	/** After a build: takes out what only the build needed. */
	readonly prune: readonly string[];
}

/** A lockfile holds the digests, so what the manager's own cache has is as good as what the registry has. */
const frozen = (hasLock: boolean): readonly string[] => (hasLock ? ['--frozen-lockfile', '--prefer-offline'] : []);
const clean = (hasLock: boolean): readonly string[] => (hasLock ? ['ci', '--prefer-offline'] : ['install']);

const managers: Readonly<Record<string, PackageManager>> = {
	npm: {
		lockfiles: ['package-lock.json', 'npm-shrinkwrap.json'],
		installProduction: hasLock => [...clean(hasLock), '--omit=dev', '--no-audit', '--no-fund'],
		installAll: hasLock => [...clean(hasLock), '--include=dev', '--no-audit', '--no-fund'],
		prune: ['prune', '--omit=dev', '--no-audit', '--no-fund'],
	},
	pnpm: {
		lockfiles: ['pnpm-lock.yaml'],
		installProduction: hasLock => ['install', '--prod', ...frozen(hasLock)],
		installAll: hasLock => ['install', '--prod=false', ...frozen(hasLock)],
		prune: ['prune', '--prod'],
	},
	yarn: {
		lockfiles: ['yarn.lock'],
		installProduction: hasLock => ['install', '--production', ...frozen(hasLock)],
		installAll: hasLock => ['install', '--production=false', ...frozen(hasLock)],
		prune: ['install', '--production', '--ignore-scripts', '--prefer-offline'],
	},
	bun: {
		lockfiles: ['bun.lock', 'bun.lockb'],
		installProduction: hasLock => ['install', '--production', ...(hasLock ? ['--frozen-lockfile'] : [])],
		installAll: hasLock => ['install', ...(hasLock ? ['--frozen-lockfile'] : [])],
		prune: ['install', '--production', '--ignore-scripts'],
	},
};

export function packageManager(name: string): PackageManager {
	const found = managers[name] ?? managers['npm'];
	if (found === undefined) throw new Error('npm is always known');
	return found;
}

export const managerCall = (name: string, args: readonly string[]): ToolCall => ({file: name, args});
