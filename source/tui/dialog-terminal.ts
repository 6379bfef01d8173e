/** What the faces without a screen need of a terminal: lines out (on stderr), lines in. */
export interface DialogTerminal {
	/** Text as it is, line ends included. Never stdout: that is for results. */
	write(text: string): void;
	/** The next line without its end; null when the input has ended. A hidden line is not echoed. Rejects when `signal` aborts. */
	readLine(options: {
		readonly prompt: string;
		readonly hidden: boolean;
		readonly signal?: AbortSignal;
	}): Promise<string | null>;
	/** Calls the listener at each Ctrl+C instead of leaving; returns the way to stop that. */
	onInterrupt(listener: () => void): () => void;
}
