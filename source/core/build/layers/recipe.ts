import type {TaskReporter} from '../../../shared/events.ts';
import type {Stack} from '../stack.ts';
import type {ExtraFile} from './tar-layer.ts';

/** What a recipe gets to prepare an app. */
export interface RecipeInput {
	readonly folder: string;
	readonly stack: Stack;
	/** An empty folder of this build, removed when it ends. */
	readonly workFolder: string;
	readonly ignore: readonly string[];
	/** What a program it runs may see. */
	readonly env: Readonly<Record<string, string>>;
	readonly report: TaskReporter;
	readonly signal: AbortSignal | undefined;
}

export interface Dependencies {
	/** Of all that decides what is installed: the same key, the same layer. Null when that is not known beforehand. */
	readonly key: string | null;
	/** The folder they make, by its name in the app's folder: `node_modules`. */
	readonly place: string;
	/** Installs and tells where that folder stands now. */
	install(): Promise<string>;
}

/** An app ready to be packed. */
export interface Prepared {
	readonly dependencies: Dependencies | null;
	readonly application: {
		readonly folder: string;
		readonly content: 'source' | 'built';
		readonly without: readonly string[];
	};
	readonly extraFiles: readonly ExtraFile[];
	readonly env: readonly string[];
	/** Folders of programs that came with the dependencies, from the app's folder on. */
	readonly programFolders: readonly string[];
}

/** How the apps of one stack are prepared. */
export interface Recipe {
	refuses(input: Pick<RecipeInput, 'folder' | 'stack' | 'env'>): Promise<string | null>;
	prepare(input: RecipeInput): Promise<Prepared>;
}
