/** The part of the keyring package that we use, so that a test can give a fake one. */
export interface PasswordEntry {
	setPassword(password: string): Promise<void>;
	getPassword(): Promise<string | null | undefined>;
	deletePassword(): Promise<boolean>;
}

/** Windows holds 2560 bytes of UTF-16 an item: 1280 characters. */
const partLength = 1200;
const indexMark = 'cs-wizard parts ';

/** One value an account, split into parts where it is long. The index item is written last, so a torn write leaves the old value or none. */
export function keyringItems(entryOf: (account: string) => PasswordEntry) {
	const partsOf = (index: string | null | undefined): readonly string[] =>
		index?.startsWith(indexMark) ? index.slice(indexMark.length).split(' ') : [];
	const removeParts = async (account: string, parts: readonly string[]) => {
		for (const part of parts) await entryOf(`${account}#${part}`).deletePassword();
	};

	return {
		async get(account: string): Promise<string | null> {
			const index = await entryOf(account).getPassword();
			if (index === null || index === undefined) return null;
			if (!index.startsWith(indexMark)) return index;
			const parts = await Promise.all(partsOf(index).map(part => entryOf(`${account}#${part}`).getPassword()));
			return parts.every(part => typeof part === 'string') ? parts.join('') : null;
		},

		async set(account: string, value: string): Promise<void> {
			const old = partsOf(await entryOf(account).getPassword());
			if (value.length <= partLength && !value.startsWith(indexMark)) {
				await entryOf(account).setPassword(value);
			} else {
				const generation = Math.random().toString(36).slice(2, 10);
				const names: string[] = [];
				for (let start = 0; start < value.length; start += partLength) {
					const name = `${generation}-${names.length + 1}`;
					await entryOf(`${account}#${name}`).setPassword(value.slice(start, start + partLength));
					names.push(name);
				}
				await entryOf(account).setPassword(`${indexMark}${names.join(' ')}`);
			}
			await removeParts(account, old);
		},

		async delete(account: string): Promise<boolean> {
			const parts = partsOf(await entryOf(account).getPassword());
			const deleted = await entryOf(account).deletePassword();
			await removeParts(account, parts);
			return deleted;
		},
	};
}
