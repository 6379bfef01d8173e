import {defineConfig} from 'vitest/config';

const project = (name: string, timeout: number, more: object = {}) => ({
	test: {
		name,
		include: [`test/${name}/**/*.test.{ts,tsx}`],
		testTimeout: timeout,
		hookTimeout: timeout,
		...more,
	},
});

export default defineConfig({
	test: {
		reporters: ['default', './test/support/closing-line-reporter.ts'],
		projects: [
			project('unit', 15_000),
			project('contract', 30_000),
			// Whole programs on a busy machine may stumble once; twice is a defect.
			project('e2e', 180_000, {fileParallelism: false, retry: 1}),
			project('real', 180_000, {fileParallelism: false, retry: 1}),
		],
	},
});
