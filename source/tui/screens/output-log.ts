import {safeLines} from '../safe-text.ts';

const keptLines = 5000;

/** The newest lines of output of a run. It grows in place, because a build can write thousands of lines a second. */
export class OutputLog {
	#lines: string[] = [];

	add(content: string): void {
		for (const line of safeLines(content.replace(/(?:\r?\n)+$/, ''))) this.#lines.push(line);
		// Dropped in large pieces, so that the rest is not moved for every line.
		if (this.#lines.length > keptLines * 2) this.#lines = this.#lines.slice(-keptLines);
	}

	get lines(): readonly string[] {
		return this.#lines;
	}
}
