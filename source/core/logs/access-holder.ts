import type {AccessHolder, LogAccess} from './sources/source.ts';

/** Gets a new access from whoever signed in; undefined when there is none to be had. */
export type RefreshAccess = () => Promise<LogAccess | undefined>;

/** Two refusals at the same time make one refresh. */
export function holdAccess(first: LogAccess, refresh: RefreshAccess | undefined): AccessHolder {
	let access = first;
	let running: Promise<boolean> | undefined;

	async function renewed(): Promise<boolean> {
		const fresh = await refresh?.();
		if (fresh === undefined) return false;
		access = fresh;
		return true;
	}

	return {
		current: () => access,
		renew() {
			running ??= renewed().finally(() => {
				running = undefined;
			});
			return running;
		},
	};
}
