/** Undoes what was started, the last first; every step runs, whatever another one does. */
export interface Teardown {
	add(step: () => Promise<void> | void): void;
	/** A second call waits for the first. */
	run(onTrouble: (error: unknown) => void): Promise<void>;
}

export function createTeardown(): Teardown {
	const steps: (() => Promise<void> | void)[] = [];
	const state: {running: Promise<void> | null} = {running: null};
	const undo = async (onTrouble: (error: unknown) => void) => {
		for (const step of steps.toReversed()) {
			try {
				await step();
			} catch (error) {
				onTrouble(error);
			}
		}
	};
	return {
		add: step => void steps.push(step),
		run(onTrouble) {
			state.running ??= undo(onTrouble);
			return state.running;
		},
	};
}
