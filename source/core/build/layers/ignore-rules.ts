/**
 * Which files an image is made of. `.gitignore` counts in every folder as git reads it, `.dockerignore` at the top as
 * Docker reads it (anchored, the last line that matches wins), then `build.ignore` of cloudstation.json, in git's form.
 */
import ignore, {type Ignore} from 'ignore';

interface Rule {
	readonly keeps: boolean;
	readonly matches: Ignore;
}

export interface IgnoreRules {
	/** From the project's top on, with `/`. */
	ignores(path: string, isFolder: boolean): boolean;
	/** False when something below an ignored folder may still be wanted. */
	readonly mayPrune: boolean;
}

/** A `.gitignore` and the folder it stands in (`''` for the top). */
export interface GitignoreFile {
	readonly folder: string;
	readonly text: string;
}

interface Sources {
	readonly gitignores: readonly GitignoreFile[];
	readonly dockerignore: string;
	readonly own: readonly string[];
}

export function createIgnoreRules({gitignores, dockerignore, own}: Sources): IgnoreRules {
	const git = gitignores.map(({folder, text}) => ({folder, rules: ignore().add(text)}));
	const docker = dockerLines(dockerignore).map(dockerRule);
	const last = ignore().add([...own]);

	const byGit = (path: string, isFolder: boolean): boolean => {
		// The deepest file that says something decides.
		for (const {folder, rules} of git.toReversed()) {
			if (folder !== '' && !path.startsWith(`${folder}/`)) continue;
			const below = folder === '' ? path : path.slice(folder.length + 1);
			const {ignored, unignored} = rules.test(isFolder ? `${below}/` : below);
			if (ignored) return true;
			if (unignored) return false;
		}
		return false;
	};
	const byDocker = (path: string): boolean => docker.findLast(({matches}) => matches.ignores(path))?.keeps === false;

	return {
		mayPrune: docker.every(rule => !rule.keeps) && own.every(line => !line.trimStart().startsWith('!')),
		ignores(path, isFolder) {
			const said = lastWord(last, path, isFolder);
			if (said !== null) return said;
			return byGit(path, isFolder) || byDocker(path);
		},
	};
}

/** What these rules say of a path or else of the nearest folder above it: naming a folder names what is in it. */
function lastWord(rules: Ignore, path: string, isFolder: boolean): boolean | null {
	const {ignored, unignored} = rules.test(isFolder ? `${path}/` : path);
	if (ignored || unignored) return ignored;
	const above = path.lastIndexOf('/');
	return above === -1 ? null : lastWord(rules, path.slice(0, above), true);
}

function dockerLines(text: string): readonly string[] {
	return text
		.replace(/^\uFEFF/, '')
		.split(/\r?\n/)
		.filter(line => !line.startsWith('#'))
		.map(line => line.trim())
		.filter(line => line !== '' && line !== '!');
}

/** Docker's patterns start at the top, git's without a slash anywhere: the leading slash makes one of the other. */
function dockerRule(line: string): Rule {
	const keeps = line.startsWith('!');
	const pattern = (keeps ? line.slice(1).trim() : line).replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '');
	// `.` and `*` both mean everything.
	return {keeps, matches: ignore({allowRelativePaths: true}).add(`/${pattern === '.' ? '*' : pattern}`)};
}
