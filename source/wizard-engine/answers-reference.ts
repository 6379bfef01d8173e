/** A reference stands in an answers file for a value that is kept elsewhere, so that the file can be committed. */
import * as z from 'zod';
import {WizardError} from '../shared/errors.ts';
import {printable} from './answers-pointer.ts';

export const referenceSchema = z.discriminatedUnion('from', [
	z.strictObject({from: z.literal('env'), name: z.string().min(1)}).meta({title: 'An environment variable'}),
	z.strictObject({from: z.literal('file'), path: z.string().min(1)}).meta({title: 'The content of a file'}),
	z.strictObject({from: z.literal('keychain'), name: z.string().min(1)}).meta({title: 'An entry of the keychain'}),
	z.strictObject({from: z.literal('stdin')}).meta({title: 'Standard input'}),
]);
export type Reference = z.infer<typeof referenceSchema>;

type Found = string | undefined | Promise<string | undefined>;

/** Where references lead; the caller does the reading. Undefined means there is nothing. */
export interface ReferenceResolver {
	env(name: string): Found;
	/** The path as it stands in the file; `answersFile` is the file's own name, which it is relative to. */
	file(path: string, answersFile: string): Found;
	keychain(name: string): Found;
	stdin(): Found;
}

/** True for what is meant as a reference, well-formed or not. */
export function isReference(raw: unknown): raw is ReadonlyMap<string, unknown> {
	return raw instanceof Map && raw.has('from');
}

/** The reference, or undefined when its parts are not right. */
export function parseReference(raw: ReadonlyMap<string, unknown>): Reference | undefined {
	return referenceSchema.safeParse(Object.fromEntries(raw)).data;
}

/** In words, without the value: "the environment variable CI_KEY". */
function referenceInWords(reference: Reference): string {
	switch (reference.from) {
		case 'env':
			return `the environment variable ${reference.name}`;
		case 'file':
			return `the file ${reference.path}`;
		case 'keychain':
			return `the keychain entry ${reference.name}`;
		case 'stdin':
			return 'standard input';
	}
}

/** The value a reference leads to, without the line end that files and pipes close with. @throws `answers/bad-reference` */
export async function followReference(
	reference: Reference,
	resolver: ReferenceResolver,
	{origin, pointer}: {readonly origin: string; readonly pointer: string},
): Promise<string> {
	const value = await follow(reference, resolver, origin);
	if (value !== undefined) return value;
	const file = printable(origin, 200);
	const wanted = printable(referenceInWords(reference), 200);
	throw new WizardError('answers/bad-reference', {
		message: `${pointer} in ${file} leads nowhere: ${wanted} is not there.`,
		hint: 'Set it, or give the answer itself.',
		facts: {pointer, file},
	});
}

async function follow(reference: Reference, resolver: ReferenceResolver, origin: string): Promise<string | undefined> {
	switch (reference.from) {
		case 'env':
			return resolver.env(reference.name);
		case 'keychain':
			return resolver.keychain(reference.name);
		case 'file':
			return withoutLineEnd(await resolver.file(reference.path, origin));
		case 'stdin':
			return withoutLineEnd(await resolver.stdin());
	}
}

const withoutLineEnd = (text: string | undefined) => text?.replace(/\r?\n$/, '');
