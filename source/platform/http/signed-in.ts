import {WizardError} from '../../shared/errors.ts';
import type {Principal} from '../auth/accounts.ts';
import type {Sessions} from '../auth/sessions.ts';

/** The owner of a session's Bearer. @throws `auth/not-signed-in` */
export async function signedIn(
	authorization: string | undefined,
	sessions: Pick<Sessions, 'principalOf'>,
): Promise<Principal> {
	const token = bearerOf(authorization);
	const principal = token === null ? null : await sessions.principalOf(token);
	if (principal !== null) return principal;
	throw new WizardError('auth/not-signed-in', {
		message: token === null ? 'This call needs a session.' : 'This session does not hold (any more).',
		hint: 'Sign in again.',
		next: [{command: 'cs-wizard login', when: 'to sign in'}],
	});
}

export function bearerOf(authorization: string | undefined): string | null {
	return /^Bearer +([\w.~+/-]{1,4096}=*)$/i.exec(authorization ?? '')?.[1] ?? null;
}
