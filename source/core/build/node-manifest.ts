import {jsonObject, isObject, stringsIn} from './json-object.ts';

/** What we use of a package.json. Members of a wrong type count as absent. */
export interface NodeManifest {
	readonly name: string | undefined;
	readonly main: string | undefined;
	readonly scripts: ReadonlyMap<string, string>;
	/** Needed at run time. */
	readonly dependencies: ReadonlyMap<string, string>;
	readonly devDependencies: ReadonlyMap<string, string>;
	readonly nodeVersion: string | undefined;
	/** Corepack's field, `pnpm@9.1.0`. */
	readonly packageManager: string | undefined;
	readonly hasWorkspaces: boolean;
}

/** Null when the text is no JSON object. */
export function parseNodeManifest(text: string | null): NodeManifest | null {
	const json = jsonObject(text);
	if (json === null) return null;
	const {name, main, packageManager, workspaces} = json;
	return {
		name: stringOr(name),
		main: stringOr(main),
		scripts: stringsIn(json['scripts']),
		dependencies: new Map([...stringsIn(json['dependencies']), ...stringsIn(json['optionalDependencies'])]),
		devDependencies: stringsIn(json['devDependencies']),
		nodeVersion: stringsIn(json['engines']).get('node'),
		packageManager: stringOr(packageManager),
		hasWorkspaces: Array.isArray(workspaces) || isObject(workspaces),
	};
}

function stringOr(value: unknown): string | undefined {
	return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
