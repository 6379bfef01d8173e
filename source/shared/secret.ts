import {inspect} from 'node:util';

/** Prints as [secret] in strings, JSON and console.log. Only .reveal() gives the value, so a search for it finds every use. */
export class Secret {
	readonly #value: string;

	constructor(value: string) {
		this.#value = value;
	}

	reveal(): string {
		return this.#value;
	}

	/** How long it is, in a class that tells nothing about its ends: what a screen may show. */
	get lengthClass(): string {
		const {length} = this.#value;
		if (length === 0) return 'empty';
		if (length < 8) return 'under 8 characters';
		if (length < 20) return '8 to 19 characters';
		return '20+ characters';
	}

	toString(): string {
		return '[secret]';
	}

	toJSON(): string {
		return '[secret]';
	}

	[inspect.custom](): string {
		return '[secret]';
	}
}
