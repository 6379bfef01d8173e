import type {Reporter, TestModule} from 'vitest/node';

/** Ends a run with one plain line that any CI can count. */
class ClosingLineReporter implements Reporter {
	onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
		let passed = 0;
		let failed = unhandled.length;
		let skipped = 0;
		for (const module of modules) {
			failed += module.errors().length;
			for (const test of module.children.allTests()) {
				const {state} = test.result();
				if (state === 'passed') passed += 1;
				else if (state === 'failed') failed += 1;
				else skipped += 1;
			}
		}
		process.stdout.write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
	}
}

// oxlint-disable-next-line import/no-default-export -- vitest loads a reporter file by its default export
export default ClosingLineReporter;
