import {isRecord, numberAt} from '../../../shared/narrow.ts';
import type {HttpClient} from '../../machine/http-client.ts';
import {connectVault} from './vault-connection.ts';
import type {VaultSettings} from './vault-settings.ts';

/** Seconds that a token still lives: 0 when it is not taken, infinite for one that never ends. @throws `secrets/unreachable` */
export async function tokenLife(
	http: HttpClient,
	settings: Pick<VaultSettings, 'address' | 'token' | 'namespace'>,
): Promise<number> {
	const connection = connectVault({http, settings, impatient: true});
	const {status, data} = await connection.call({method: 'GET', path: 'auth/token/lookup-self'});
	if (status !== 200 || !isRecord(data)) return 0;
	return data['expire_time'] === null ? Number.POSITIVE_INFINITY : (numberAt(data, 'ttl') ?? 0);
}
