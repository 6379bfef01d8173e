import {once} from 'node:events';
import {expect, test} from 'vitest';
import {withoutSqliteWarning} from '../../../../source/platform/store/without-sqlite-warning.ts';

const emitter = (): unknown => Reflect.get(process, 'emitWarning');

test('only the word about SQLite is left out', async () => {
	const before = emitter();
	const heard = once(process, 'warning');
	const loaded = withoutSqliteWarning(() => {
		process.emitWarning('SQLite is an experimental feature and might change at any time', 'ExperimentalWarning');
		process.emitWarning('Something else', {type: 'DeprecationWarning', code: 'X1'});
		return 'loaded';
	});
	expect(loaded).toBe('loaded');
	expect(await heard).toMatchObject([{name: 'DeprecationWarning', message: 'Something else', code: 'X1'}]);
	expect(emitter()).toBe(before);
});

test('a load that throws leaves warnings as they were', () => {
	const before = emitter();
	expect(() =>
		withoutSqliteWarning(() => {
			throw new Error('no such module');
		}),
	).toThrow('no such module');
	expect(emitter()).toBe(before);
});
