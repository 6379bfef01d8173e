/** Where an answer came from, in the order of precedence. */
export type AnswerSource = 'var' | 'flag' | 'environment' | 'file' | 'saved' | 'default' | 'asked';

export interface KnownAnswer {
	readonly value: unknown;
	readonly source: AnswerSource;
}

export interface Choice {
	readonly value: string;
	readonly label: string;
	readonly hint?: string;
}

/** The loaders of live choices by name. They may use the answers so far. */
export type LookupLoaders = Readonly<
	Record<string, (answers: Readonly<Record<string, unknown>>, signal: AbortSignal) => Promise<readonly Choice[]>>
>;
