import {errors, jwtVerify, SignJWT} from 'jose';

const issuer = 'cs-wizard platform';
const audience = 'cs-wizard:api';
/** Told apart from every other token of ours, so that none of them is taken for a session. */
const type = 'cs-session+jwt';

interface SessionClaims {
	readonly sessionId: string;
	/** Milliseconds since 1970. */
	readonly expiresAt: number;
}

/** The Bearer of later calls. It only names a session: whether that still holds is asked of the store at each call. */
export function signSessionToken({sessionId, expiresAt}: SessionClaims, key: Uint8Array, now: number): Promise<string> {
	return new SignJWT({token_type: 'session'})
		.setProtectedHeader({alg: 'HS256', typ: type})
		.setIssuer(issuer)
		.setAudience(audience)
		.setSubject(sessionId)
		.setIssuedAt(Math.floor(now / 1000))
		.setExpirationTime(Math.floor(expiresAt / 1000))
		.sign(key);
}

/** The session's id, or null for anything that is not a session token of ours that still holds. */
export async function verifySessionToken(token: string, key: Uint8Array, now: number): Promise<string | null> {
	try {
		const {payload} = await jwtVerify(token, key, {
			algorithms: ['HS256'],
			issuer,
			audience,
			typ: type,
			requiredClaims: ['sub', 'exp', 'iat'],
			currentDate: new Date(now),
		});
		return payload.sub ?? null;
	} catch (error) {
		if (error instanceof errors.JOSEError) return null;
		throw error;
	}
}
