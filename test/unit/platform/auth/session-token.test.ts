import {randomBytes} from 'node:crypto';
import {SignJWT} from 'jose';
import {expect, test} from 'vitest';
import {signSessionToken, verifySessionToken} from '../../../../source/platform/auth/session-token.ts';

const key = randomBytes(32);
const now = Date.UTC(2030, 0, 1);
const inAnHour = now + 3_600_000;

test('names its session until its time is over', async () => {
	const token = await signSessionToken({sessionId: 's1', expiresAt: inAnHour}, key, now);
	expect(await verifySessionToken(token, key, now)).toBe('s1');
	expect(await verifySessionToken(token, key, inAnHour + 1000)).toBeNull();
	expect(await verifySessionToken(token, randomBytes(32), now)).toBeNull();
	expect(await verifySessionToken(`${token}x`, key, now)).toBeNull();
});

interface Twist {
	readonly alg?: string;
	readonly typ?: string;
	readonly issuer?: string;
	readonly audience?: string;
	readonly forEver?: boolean;
}

test.each<[string, Twist]>([
	['another algorithm', {alg: 'HS512'}],
	['another type', {typ: 'JWT'}],
	['another issuer', {issuer: 'somebody'}],
	['another audience', {audience: 'cs-wizard:registry'}],
	['no end', {forEver: true}],
])('a token of our own key with %s is none of ours', async (_what, twist) => {
	const {alg = 'HS256', typ = 'cs-session+jwt', issuer = 'cs-wizard platform', audience = 'cs-wizard:api'} = twist;
	const draft = new SignJWT({})
		.setProtectedHeader({alg, typ})
		.setIssuer(issuer)
		.setAudience(audience)
		.setSubject('s1')
		.setIssuedAt(now / 1000);
	const token = await (twist.forEver === true ? draft : draft.setExpirationTime(inAnHour / 1000)).sign(key);
	expect(await verifySessionToken(token, key, now)).toBeNull();
});

test('an unsigned token is none of ours', async () => {
	const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
	const claims = {iss: 'cs-wizard platform', aud: 'cs-wizard:api', sub: 's1', iat: now / 1000, exp: inAnHour / 1000};
	const token = `${part({alg: 'none', typ: 'cs-session+jwt'})}.${part(claims)}.`;
	expect(await verifySessionToken(token, key, now)).toBeNull();
});
