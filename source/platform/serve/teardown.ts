type Step = () => Promise<void> | void;

/** Undoes what was started; every step runs, whatever another one does. */
export interface Teardown {
	/** Runs at once with its like: what others still talk to goes first. */
	addFirst(step: Step): void;
	/** Runs after those, the last added first. */
	add(step: Step): void;
	/** A second call waits for the first. */
	run(onTrouble: (error: unknown) => void): Promise<void>;
}

export function createTeardown(): Teardown {
	const [first, then]: [Step[], Step[]] = [[], []];
	const state: {running: Promise<void> | null} = {running: null};
	const undo = async (onTrouble: (error: unknown) => void) => {
		const attempt = async (step: Step) => {
			try {
				await step();
			} catch (error) {
				onTrouble(error);
			}
		};
		await Promise.all(first.map(attempt));
		for (const step of then.toReversed()) await attempt(step);
	};
	return {
		addFirst: step => void first.push(step),
		add: step => void then.push(step),
		run(onTrouble) {
			state.running ??= undo(onTrouble);
			return state.running;
		},
	};
}
