/** What a registry asks for: https://distribution.github.io/distribution/spec/auth/token/, grammar of RFC 9110 §11.6.1. */
export type Challenge =
	| {readonly scheme: 'basic'}
	| {
			readonly scheme: 'bearer';
			readonly realm: string;
			readonly service: string | null;
			readonly scopes: readonly string[];
	  };

const attribute = /(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g;

/** The first challenge of a `WWW-Authenticate` header that we can answer, Bearer before Basic. */
export function parseChallenge(header: string | undefined): Challenge | null {
	const bearer = /(?:^|,)\s*bearer\s+(.*)$/is.exec(header ?? '')?.[1];
	if (bearer !== undefined) {
		const found = new Map<string, string>();
		for (const [, name = '', quoted, plain] of bearer.matchAll(attribute))
			if (!found.has(name.toLowerCase()))
				found.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '');
		const realm = found.get('realm');
		if (realm !== undefined) {
			// Scopes are handed on as they are: their order differs from answer to answer.
			const scopes = (found.get('scope') ?? '').split(' ').filter(scope => scope !== '');
			return {scheme: 'bearer', realm, service: found.get('service') ?? null, scopes};
		}
	}
	return /(?:^|,)\s*basic(?:\s|$)/i.test(header ?? '') ? {scheme: 'basic'} : null;
}
