/** The part of the keyring package that we use, so that a test can give a fake one. */
export interface PasswordEntry {
	setPassword(password: string): Promise<void>;
	getPassword(): Promise<string | null | undefined>;
	deletePassword(): Promise<boolean>;
}

/** Windows holds 2560 bytes of UTF-16 an item: 1280 characters. */
const partLength = 1200;
const indexMark = 'cs-wizard parts ';

/** The parts of a value take turns in two sets of names, so that whatever a killed write left is found and removed later. */
type Generation = 'a' | 'b';

interface Index {
	readonly generation: Generation;
	readonly count: number;
}

/** One value an account, split into parts where it is long. The index item is written last, so a torn write leaves the old value. */
export function keyringItems(entryOf: (account: string) => PasswordEntry) {
	const partOf = (account: string, {generation}: Pick<Index, 'generation'>, number: number) =>
		entryOf(`${account}#${generation}-${number}`);

	/** Parts are written and removed in order, so the first name with nothing under it is the last, past those the index tells of. */
	async function removeParts(account: string, generation: Generation, index: Index | null): Promise<boolean> {
		const told = index?.generation === generation ? index.count : 0;
		let [number, removed] = [1, false];
		for (let found = true; found || number <= told; number += 1) {
			found = await partOf(account, {generation}, number).deletePassword();
			removed ||= found;
		}
		return removed;
	}

	async function join(account: string, index: Index): Promise<string | null> {
		const parts: string[] = [];
		for (let number = 1; number <= index.count; number += 1) {
			const part = await partOf(account, index, number).getPassword();
			if (typeof part !== 'string') return null;
			parts.push(part);
		}
		return parts.join('');
	}

	return {
		/** Null when there is none, and when a part of it is missing: half a credential is none. */
		async get(account: string): Promise<string | null> {
			for (let tries = 1; ; tries += 1) {
				const head = await entryOf(account).getPassword();
				if (head === null || head === undefined) return null;
				const index = parseIndex(head);
				if (index === null) return head;
				const value = await join(account, index);
				// Another process may have replaced the value between our look at the index and at its parts.
				if (value !== null || tries === 3) return value;
			}
		},

		async set(account: string, value: string): Promise<void> {
			const old = parseIndex((await entryOf(account).getPassword()) ?? '');
			const generation = old?.generation === 'a' ? 'b' : 'a';
			const parts = needsParts(value) ? split(value) : [];
			await removeParts(account, generation, old);
			for (const [at, part] of parts.entries()) await partOf(account, {generation}, at + 1).setPassword(part);
			await entryOf(account).setPassword(parts.length === 0 ? value : `${indexMark}${generation} ${parts.length}`);
			await removeParts(account, generation === 'a' ? 'b' : 'a', old);
		},

		/** The index goes last: a delete that is killed half-way can be repeated. */
		async delete(account: string): Promise<boolean> {
			const index = parseIndex((await entryOf(account).getPassword()) ?? '');
			const removed = [await removeParts(account, 'a', index), await removeParts(account, 'b', index)];
			return (await entryOf(account).deletePassword()) || removed.includes(true);
		},
	};
}

function needsParts(value: string): boolean {
	return value.length > partLength || value.startsWith(indexMark);
}

function parseIndex(head: string): Index | null {
	const match = /^cs-wizard parts ([ab]) (\d{1,6})$/.exec(head);
	if (match === null) return null;
	return {generation: match[1] === 'a' ? 'a' : 'b', count: Number(match[2])};
}

/** Between characters, never inside one: a lone half of a surrogate pair would come back as U+FFFD. */
function split(value: string): readonly string[] {
	const parts: string[] = [];
	for (let start = 0; start < value.length; ) {
		let end = Math.min(value.length, start + partLength);
		if (end < value.length && isHighSurrogate(value.charCodeAt(end - 1))) end -= 1;
		parts.push(value.slice(start, end));
		start = end;
	}
	return parts;
}

function isHighSurrogate(unit: number): boolean {
	return unit >= 0xd8_00 && unit <= 0xdb_ff;
}
