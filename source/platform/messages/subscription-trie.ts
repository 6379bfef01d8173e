/** Finds the subscriptions of a subject: a trie by token, with the answers for recent subjects kept. */
interface Indexed {
	readonly subject: string;
	/** Members of one queue group share its messages; empty for none. */
	readonly queue: string;
}

interface Matches<S> {
	readonly plain: readonly S[];
	/** One list of members a queue group. */
	readonly queues: readonly (readonly S[])[];
}

interface Branch<S> {
	/** By token; `*` and `>` stand under their own names. */
	readonly next: Map<string, Branch<S>>;
	readonly here: Set<S>;
}

const keptAnswers = 4096;

export class SubscriptionTrie<S extends Indexed> {
	readonly #root: Branch<S> = branch();
	readonly #answers = new Map<string, Matches<S>>();

	add(subscription: S): void {
		let at = this.#root;
		for (const token of subscription.subject.split('.')) {
			let next = at.next.get(token);
			if (next === undefined) {
				next = branch();
				at.next.set(token, next);
			}
			at = next;
		}
		at.here.add(subscription);
		this.#answers.clear();
	}

	remove(subscription: S): void {
		const path = [this.#root];
		const tokens = subscription.subject.split('.');
		for (const token of tokens) {
			const next = path.at(-1)?.next.get(token);
			if (next === undefined) return;
			path.push(next);
		}
		path.at(-1)?.here.delete(subscription);
		// Reply inboxes come and go by the million: an empty branch must not stay.
		for (let depth = tokens.length; depth > 0; depth--) {
			const leaf = path[depth];
			if (leaf === undefined || leaf.here.size > 0 || leaf.next.size > 0) break;
			path[depth - 1]?.next.delete(tokens[depth - 1] ?? '');
		}
		this.#answers.clear();
	}

	/** A subject with an empty token matches nothing, not even `>`, as in nats-server. */
	match(subject: string): Matches<S> {
		const kept = this.#answers.get(subject);
		if (kept !== undefined) return kept;
		const tokens = subject.split('.');
		const found: S[] = [];
		if (!tokens.includes('')) collect(this.#root, tokens, found);
		const matches = grouped(found);
		if (this.#answers.size >= keptAnswers) this.#answers.clear();
		this.#answers.set(subject, matches);
		return matches;
	}
}

function branch<S>(): Branch<S> {
	return {next: new Map(), here: new Set()};
}

/** Level by level rather than recursively, so that a subject of 2000 tokens is no risk for the stack. */
function collect<S>(root: Branch<S>, tokens: readonly string[], found: S[]): void {
	let level = [root];
	for (const token of tokens) {
		const below: Branch<S>[] = [];
		for (const at of level) {
			found.push(...(at.next.get('>')?.here ?? []));
			const star = at.next.get('*');
			if (star !== undefined) below.push(star);
			const named = token === '*' || token === '>' ? undefined : at.next.get(token);
			if (named !== undefined) below.push(named);
		}
		level = below;
	}
	for (const at of level) found.push(...at.here);
}

function grouped<S extends Indexed>(found: readonly S[]): Matches<S> {
	const plain: S[] = [];
	const queues = new Map<string, S[]>();
	for (const subscription of found) {
		if (subscription.queue === '') {
			plain.push(subscription);
			continue;
		}
		const members = queues.get(subscription.queue);
		if (members === undefined) queues.set(subscription.queue, [subscription]);
		else members.push(subscription);
	}
	return {plain, queues: [...queues.values()]};
}
