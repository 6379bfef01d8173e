import type {TextField} from '../fields/text-field.ts';

/** What is being typed on the keys line. */
export interface Typing {
	readonly what: 'search' | 'filter';
	readonly text: TextField;
}
