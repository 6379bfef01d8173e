/**
 * NATS subjects: dot-separated tokens, `*` for one token, `>` for one or more at the end.
 * A wildcard counts only as a whole token: `a*` is a plain name. (https://docs.nats.io/nats-concepts/subjects)
 */

/** May a client subscribe to this? */
export function isSubscribable(subject: string): boolean {
	const tokens = subject.split('.');
	return tokens.every((token, at) => token !== '' && (token !== '>' || at === tokens.length - 1));
}

/** Names exactly one subject: no wildcard, no empty token. */
export function isLiteral(subject: string): boolean {
	return subject.split('.').every(token => token !== '' && token !== '*' && token !== '>');
}

export function hasWildcard(subject: string): boolean {
	return subject.split('.').some(token => token === '*' || token === '>');
}

/** Is every subject that `inner` stands for also matched by `outer`? `inner` may be a literal or itself have wildcards. */
export function covers(outer: string, inner: string): boolean {
	const outerTokens = outer.split('.');
	const innerTokens = inner.split('.');
	for (const [at, token] of outerTokens.entries()) {
		const other = innerTokens[at];
		if (other === undefined) return false;
		if (token === '>') return true;
		if (other === '>') return false;
		if (token !== '*' && token !== other) return false;
	}
	return outerTokens.length === innerTokens.length;
}
