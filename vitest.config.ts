import {defineConfig} from 'vitest/config';

const project = (name: string, timeout: number, more: object = {}) => ({
	test: {
		name,
		include: [`test/${name}/**/*.test.{ts,tsx}`],
		testTimeout: timeout,
		hookTimeout: timeout,
		// Processes and sockets on a busy machine may stumble once in CI; twice is a defect.
		retry: process.env['CI'] === undefined ? 0 : 1,
		...more,
	},
});

export default defineConfig({
	test: {
		reporters: ['default', './test/support/closing-line-reporter.ts'],
		projects: [
			project('unit', 15_000),
			project('contract', 30_000),
			project('e2e', 180_000, {fileParallelism: false}),
			project('real', 180_000, {fileParallelism: false}),
		],
	},
});
