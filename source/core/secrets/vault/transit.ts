/** Signing with a Transit key: each kind of key takes other parameters. */
import {WizardError} from '../../../shared/errors.ts';
import {numberAt, textAt} from '../../../shared/narrow.ts';
import {vaultRefusal, type VaultConnection, type VaultReply} from './vault-connection.ts';

/** Vault takes the standard alphabet with padding only; the url-safe one breaks on some payloads and not on others. */
const input = (payload: Uint8Array): string => Buffer.from(payload).toString('base64');

/** The kind of a key, or undefined when the token may use it but not look at it. @throws `secrets/missing` */
export async function keyType(connection: VaultConnection, key: string): Promise<string | undefined> {
	const path = `transit/keys/${key}`;
	const reply = await connection.call({method: 'GET', path});
	if (reply.status === 200) return textAt(reply.data, 'type');
	if (reply.status === 403) return undefined;
	if (reply.status === 404) throw noKey(connection.address, key);
	throw vaultRefusal(reply, {address: connection.address, path});
}

const hashes: Readonly<Record<string, string>> = {
	'ecdsa-p256': 'sha2-256',
	'ecdsa-p384': 'sha2-384',
	'ecdsa-p521': 'sha2-512',
};

function parameters(type: string | undefined): Readonly<Record<string, string>> {
	if (type?.startsWith('rsa-')) return {signature_algorithm: 'pss', hash_algorithm: 'sha2-256'};
	const hash = hashes[type ?? ''];
	return hash === undefined ? {} : {hash_algorithm: hash};
}

export interface TransitSignature {
	readonly signature: string;
	readonly keyType: string;
	readonly keyVersion: number;
}

export async function signWith(
	connection: VaultConnection,
	key: string,
	payload: Uint8Array,
): Promise<TransitSignature> {
	const type = await keyType(connection, key);
	const path = type === 'hmac' ? `transit/hmac/${key}` : `transit/sign/${key}`;
	const body = {input: input(payload), ...(type === 'hmac' ? {} : parameters(type))};
	const reply = await connection.call({method: 'POST', path, body, repeatable: true});
	const signature = textAt(reply.data, 'signature') ?? textAt(reply.data, 'hmac');
	if (reply.status !== 200 || signature === undefined) throw notSigned(reply, connection.address, path, key);
	return {
		signature,
		keyType: type ?? 'unknown',
		keyVersion: numberAt(reply.data, 'key_version') ?? Number(/^vault:v(\d+):/.exec(signature)?.[1] ?? 0),
	};
}

/** A signature of another form, or of a version that is not taken any more, is not valid; it is no error. */
export async function verifyWith(
	connection: VaultConnection,
	key: string,
	{payload, signature}: {readonly payload: Uint8Array; readonly signature: string},
): Promise<boolean> {
	if (!/^vault:v[1-9]\d*:[A-Za-z\d+/_=-]+$/.test(signature)) return false;
	const type = await keyType(connection, key);
	const path = `transit/verify/${key}`;
	const given = type === 'hmac' ? {hmac: signature} : {signature, ...parameters(type)};
	const body = {input: input(payload), ...given};
	const reply = await connection.call({method: 'POST', path, body, repeatable: true});
	if (reply.status === 400 && type !== undefined) return false;
	if (reply.status !== 200) throw notSigned(reply, connection.address, path, key);
	return isValid(reply.data);
}

const isValid = (data: unknown): boolean =>
	typeof data === 'object' && data !== null && 'valid' in data && data.valid === true;

function notSigned(reply: VaultReply, address: string, path: string, key: string): WizardError {
	const {status, errors} = reply;
	if (status === 400 && errors.some(error => error.includes('does not support signing'))) {
		return new WizardError('secrets/wrong-key', {
			message: `The key ${key} in transit/ is of a kind that does not sign.`,
			hint: 'Name another key, or make one that does.',
			next: [{command: `vault write transit/keys/${key}-signing type=ed25519`, when: 'to make one'}],
			facts: {key},
		});
	}
	if (status === 400 && errors.some(error => error.includes('not found'))) return noKey(address, key);
	if (status === 404) return noKey(address, key);
	return vaultRefusal(reply, {address, path});
}

function noKey(address: string, key: string): WizardError {
	return new WizardError('secrets/missing', {
		message: `There is no key ${key} in transit/ of the vault at ${address}.`,
		hint: 'Make it, or name another one (VAULT_TRANSIT_KEY).',
		next: [
			{command: 'vault secrets enable transit', when: 'when transit/ is not mounted yet'},
			{command: `vault write transit/keys/${key} type=ed25519`, when: 'to make the key'},
		],
		facts: {key},
	});
}
