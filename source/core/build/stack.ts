/** What an app is made of, found by looking at its files. */
export interface Stack {
	readonly id: 'node' | 'python' | 'go' | 'static' | 'dockerfile';
	/** For people: "Node.js", "Python" … */
	readonly title: string;
	/** `npm`, `pnpm`, `yarn`, `bun`, `pip`, `uv`, `poetry`, `go`, or none. */
	readonly packageManager: string | null;
	/** The files that told: `package.json`, `package-lock.json`. */
	readonly evidence: readonly string[];
	/** The command that starts the app, or null when none was found. */
	readonly start: readonly string[] | null;
	/** The host runtime an image without a base needs, for example `node` `>=22`. */
	readonly runtime: {readonly name: string; readonly version: string | null};
	/** The app's own name from its manifest, made fit for a service name; the folder's otherwise. */
	readonly name: string;
}
