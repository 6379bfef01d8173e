import {expect, test} from 'vitest';
import {createTeardown} from '../../../../source/platform/serve/teardown.ts';

test('undoes the first group at once, then the rest backwards, whatever one of them does', async () => {
	const teardown = createTeardown();
	const done: string[] = [];
	const troubles: unknown[] = [];
	teardown.add(() => void done.push('store'));
	teardown.add(() => Promise.reject(new Error('bus')));
	teardown.addFirst(async () => {
		await new Promise(resolve => setImmediate(resolve));
		done.push('apps');
	});
	teardown.addFirst(() => void done.push('listener'));
	teardown.add(() => void done.push('vault'));
	await Promise.all([teardown.run(error => troubles.push(error)), teardown.run(error => troubles.push(error))]);
	expect(done).toEqual(['listener', 'apps', 'vault', 'store']);
	expect(troubles).toEqual([new Error('bus')]);
});
