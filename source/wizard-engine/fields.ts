import type * as z from 'zod';

interface Asked {
	readonly ask: string;
	readonly help?: string;
}

/** Choices known only at run time. The wizard names them; compose.ts supplies the loader. */
export interface Lookup {
	readonly lookup: string;
}

export const lookup = (name: string): Lookup => ({lookup: name});

/** `kind` picks the widget. We declare it here rather than guess it from the schema's internals. */
export interface Field<Value> extends Asked {
	readonly kind: 'text' | 'secret' | 'select' | 'multiselect' | 'confirm' | 'number' | 'path';
	readonly schema: z.ZodType<Value>;
	readonly choices?: readonly string[] | Lookup;
}
