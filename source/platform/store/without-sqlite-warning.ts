/**
 * Loads Node's own SQLite without the word that it is experimental: Node 22 prints that when it is first loaded, to
 * people who never asked. Every other warning is told as ever.
 */
export function withoutSqliteWarning<Loaded>(load: () => Loaded): Loaded {
	const emitWarning: unknown = Reflect.get(process, 'emitWarning');
	Reflect.set(process, 'emitWarning', (...told: readonly unknown[]) => {
		const isKnown = String(told[0]).startsWith('SQLite is an experimental feature');
		if (!isKnown && typeof emitWarning === 'function') Reflect.apply(emitWarning, process, [...told]);
	});
	try {
		return load();
	} finally {
		Reflect.set(process, 'emitWarning', emitWarning);
	}
}
