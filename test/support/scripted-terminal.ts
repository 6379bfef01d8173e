import type {DialogTerminal} from '../../source/tui/dialog-terminal.ts';

/** A terminal whose person types these lines; then the input ends. What is hidden is kept apart from what is shown. */
export class ScriptedTerminal implements DialogTerminal {
	output = '';
	readonly hiddenPrompts: string[] = [];
	readonly #lines: string[];
	readonly #listeners = new Set<() => void>();

	constructor(lines: readonly string[] = []) {
		this.#lines = [...lines];
	}

	write(text: string): void {
		this.output += text;
	}

	async readLine({prompt, hidden}: {readonly prompt: string; readonly hidden: boolean}): Promise<string | null> {
		const line = this.#lines.shift();
		this.output += `${prompt}${hidden ? '' : (line ?? '')}\n`;
		if (hidden) this.hiddenPrompts.push(prompt);
		return line ?? null;
	}

	onInterrupt(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	interrupt(): void {
		for (const listener of this.#listeners) listener();
	}

	/** How many wait for Ctrl+C. */
	get listening(): number {
		return this.#listeners.size;
	}

	get unread(): number {
		return this.#lines.length;
	}
}
