import {covers, hasWildcard} from './subjects.ts';

export interface SubjectRules {
	/** Patterns; everything when absent. */
	readonly allow?: readonly string[];
	readonly deny?: readonly string[];
}

/** Who may connect, and what this user may publish and subscribe to. */
export interface BrokerUser {
	/** The public key (`U…`). */
	readonly nkey: string;
	readonly publish?: SubjectRules;
	readonly subscribe?: SubjectRules;
}

const keptAnswers = 1024;

/** The rules of one user, with the answers for recent subjects kept: a publisher repeats its subjects. */
export class Permissions {
	readonly #publish: SubjectRules;
	readonly #subscribe: SubjectRules;
	readonly #publishAnswers = new Map<string, boolean>();

	constructor(user: BrokerUser) {
		this.#publish = asBytes(user.publish);
		this.#subscribe = asBytes(user.subscribe);
	}

	mayPublish(subject: string): boolean {
		const kept = this.#publishAnswers.get(subject);
		if (kept !== undefined) return kept;
		const answer = allows(this.#publish, subject);
		if (this.#publishAnswers.size >= keptAnswers) this.#publishAnswers.clear();
		this.#publishAnswers.set(subject, answer);
		return answer;
	}

	/** A wildcard is allowed only when all it stands for is; what is denied inside it is left out at delivery. */
	maySubscribe(pattern: string): boolean {
		return allows(this.#subscribe, pattern);
	}

	/** Must single messages of this subscription be checked? */
	filters(pattern: string): boolean {
		return (this.#subscribe.deny?.length ?? 0) > 0 && hasWildcard(pattern);
	}

	mayReceive(subject: string): boolean {
		return !(this.#subscribe.deny ?? []).some(pattern => covers(pattern, subject));
	}
}

function allows({allow, deny = []}: SubjectRules, subject: string): boolean {
	if (deny.some(pattern => covers(pattern, subject))) return false;
	return allow === undefined || allow.some(pattern => covers(pattern, subject));
}

function asBytes({allow, deny}: SubjectRules = {}): SubjectRules {
	return {
		...(allow === undefined ? {} : {allow: allow.map(byteString)}),
		...(deny === undefined ? {} : {deny: deny.map(byteString)}),
	};
}

/** Subjects from the wire are kept as one character a byte, so ours are brought to the same form. */
export function byteString(subject: string): string {
	return Buffer.from(subject, 'utf8').toString('latin1');
}
