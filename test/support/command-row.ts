import type * as z from 'zod';
import type {World} from './command-world.ts';

/** One line that somebody types, and how it must end. */
export interface Row {
	/** As `--help` names it: `auth status`; empty for the journey. */
	readonly command: string;
	readonly when: string;
	readonly words: (world: World) => readonly string[] | Promise<readonly string[]>;
	readonly exit: number;
	/** The code of the error. */
	readonly error?: string;
	/** The shape of the one value on stdout. */
	readonly result?: z.ZodType;
	/** The shape of each line, where it streams. */
	readonly lines?: z.ZodType;
	/** Fields that the (last) value must have. */
	readonly has?: (world: World) => Readonly<Record<string, unknown>>;
	readonly env?: (world: World) => Readonly<Record<string, string>>;
	readonly cwd?: (world: World) => string;
	readonly stdin?: (world: World) => string;
}

/** The rows of one command. */
export function rowsOf(command: string, rows: readonly Omit<Row, 'command'>[]): readonly Row[] {
	return rows.map(row => ({command, ...row}));
}

/** A home of its own, where nobody is signed in and no platform runs. */
export const fresh = (name: string) => (world: World) => ({CS_HOME: world.path(name)});

/** The credential in the environment and no home. */
export const keyed = (name: string) => (world: World) => ({
	CS_HOME: world.path(name),
	CS_API_URL: world.url,
	CS_API_KEY: world.apiKey,
	CS_CLIENT_ID: world.clientId,
});
