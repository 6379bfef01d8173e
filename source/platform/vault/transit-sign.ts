/** `sign`, `verify` and `hmac` with a named key. */
import {createHmac, createPrivateKey, createPublicKey, sign, timingSafeEqual, verify} from 'node:crypto';
import {decodeBase64, decodeBase64Url, encodeBase64} from './base64.ts';
import {answerBatch, batchItems, type BatchItem} from './transit-batch.ts';
import {defaultHash, nodeHash} from './transit-hashes.ts';
import {keyVersion, readTransitKey, type TransitKey} from './transit-keys.ts';
import type {Call, Handler} from './vault-call.ts';
import {badRequest, VaultError} from './vault-error.ts';

const tooOld = 'ciphertext or signature version is disallowed by policy (too old)';

export const signInput: Handler = async (call, {name = '', hash}) => {
	checkHash(call, hash);
	const isUrlSafe = isJws(call);
	const key = await readTransitKey(call.storage, name);
	if (key === undefined) throw badRequest('signing key not found');
	if (key.type !== 'ed25519') throw badRequest(`key type ${key.type} does not support signing`);
	const version = signingVersion(key, call.fields.whole('key_version') ?? 0);
	const secret = keyVersion(key, version)?.secret;
	if (secret === undefined) throw new VaultError(500, 'no such key version');
	const privateKey = createPrivateKey({key: Buffer.from(secret, 'base64'), format: 'der', type: 'pkcs8'});
	const encode = (bytes: Buffer) => bytes.toString(isUrlSafe ? 'base64url' : 'base64');
	const compute = (item: BatchItem) => ({
		signature: `vault:v${version}:${encode(sign(null, inputOf(item, 'missing input'), privateKey))}`,
		key_version: version,
	});
	return answerBatch(batchItems(call), {input: call.fields.text('input') ?? ''}, {compute, failed: {key_version: 0}});
};

export const verifyInput: Handler = async (call, {name = '', hash}) => {
	const items = batchItems(call);
	const single = singleToVerify(call);
	const kind = whatToVerify(items, single);
	const algorithm = checkHash(call, hash);
	const isUrlSafe = kind === 'signature' && isJws(call);
	const key = await readTransitKey(call.storage, name);
	if (key === undefined)
		throw badRequest(kind === 'hmac' ? 'encryption key not found' : 'signature verification key not found');
	if (kind === 'signature' && key.type !== 'ed25519')
		throw badRequest(`key type ${key.type} does not support verification`);
	const compute = (item: BatchItem) => ({
		valid: kind === 'hmac' ? hmacMatches(key, algorithm, item) : signatureMatches(key, item, {isUrlSafe}),
	});
	return answerBatch(items, single, {compute, failed: {valid: false}});
};

export const makeHmac: Handler = async (call, {name = '', hash}) => {
	const {fields, storage} = call;
	const key = await readTransitKey(storage, name);
	if (key === undefined) throw badRequest('encryption key not found');
	const version = fields.whole('key_version') || key.latestVersion;
	if (version !== key.latestVersion && version < key.minEncryptionVersion)
		throw badRequest('cannot generate HMAC: version is too old (disallowed by policy)');
	const secret = hmacSecret(key, version);
	const algorithm = nodeHash(hash || fields.text('algorithm') || defaultHash);
	if (algorithm === undefined) throw badRequest(`unsupported algorithm ${JSON.stringify(hash ?? '')}`);
	const input = fields.text('input');
	const items = batchItems(call);
	if (items === undefined && input === undefined) throw badRequest('missing input for HMAC');
	const compute = (item: BatchItem) => {
		const mac = createHmac(algorithm, secret).update(inputOf(item, 'missing input for HMAC')).digest();
		return {hmac: `vault:v${version}:${encodeBase64(mac)}`};
	};
	return answerBatch(items, {input: input ?? ''}, {compute, failed: {}});
};

function signingVersion({latestVersion, minEncryptionVersion}: TransitKey, asked: number): number {
	if (asked === 0) return latestVersion;
	if (asked < 0) throw badRequest('requested version for signing is negative');
	if (asked > latestVersion) throw badRequest('requested version for signing is higher than the latest key version');
	if (asked < minEncryptionVersion)
		throw badRequest('requested version for signing is less than the minimum encryption key version');
	return asked;
}

function signatureMatches(key: TransitKey, item: BatchItem, {isUrlSafe}: {readonly isUrlSafe: boolean}): boolean {
	const input = inputOf(item, 'missing input');
	const {version, rest} = split(item['signature'] ?? '', 'signature');
	if (version > key.latestVersion) throw badRequest('invalid signature: version is too new');
	if (version < key.minDecryptionVersion) throw badRequest(tooOld);
	const signature = isUrlSafe ? decodeBase64Url(rest) : decodeBase64(rest);
	if (!(signature instanceof Uint8Array)) throw badRequest('invalid base64 signature value');
	const publicKey = keyVersion(key, version)?.publicKey;
	if (publicKey === undefined || publicKey === null) throw badRequest('no such key version');
	const x = Buffer.from(publicKey, 'base64').toString('base64url');
	const jwk = createPublicKey({key: {kty: 'OKP', crv: 'Ed25519', x}, format: 'jwk'});
	return verify(null, input, jwk, signature);
}

function hmacMatches(key: TransitKey, algorithm: string, item: BatchItem): boolean {
	const input = inputOf(item, 'missing input');
	const {version, rest} = split(item['hmac'] ?? '', 'hmac');
	const given = decodeBase64(rest);
	if (!(given instanceof Uint8Array)) throw badRequest(`unable to decode verification HMAC as base64: ${given.error}`);
	if (version > key.latestVersion) throw badRequest('invalid HMAC: version is too new');
	if (version < key.minDecryptionVersion)
		throw badRequest('cannot verify HMAC: version is too old (disallowed by policy)');
	const expected = createHmac(algorithm, hmacSecret(key, version)).update(input).digest();
	return given.length === expected.length && timingSafeEqual(given, expected);
}

function hmacSecret(key: TransitKey, version: number): Buffer {
	if (version < 0) throw badRequest('key version does not exist (cannot be negative)');
	if (version > key.latestVersion)
		throw badRequest(`key version does not exist; latest key version is ${key.latestVersion}`);
	const found = keyVersion(key, version);
	if (found === undefined) throw badRequest('no such key version');
	return Buffer.from(key.type === 'hmac' ? found.secret : found.hmacSecret, 'base64');
}

/** `vault:v3:…` */
function split(text: string, kind: 'signature' | 'hmac'): {readonly version: number; readonly rest: string} {
	const named = kind === 'hmac' ? 'HMAC' : 'signature';
	if (!text.startsWith('vault:v')) throw badRequest(`invalid ${kind === 'hmac' ? 'HMAC to verify' : named}: no prefix`);
	const match = /^vault:v(?<version>[^:]*):(?<rest>[\s\S]*)$/.exec(text);
	if (match?.groups === undefined) throw badRequest(`invalid ${named}: wrong number of fields`);
	const {version = '', rest = ''} = match.groups;
	if (!/^\d{1,9}$/.test(version)) throw badRequest(`invalid ${named}: version number could not be decoded`);
	return {version: Number(version), rest};
}

function singleToVerify({fields}: Call): BatchItem {
	const [signature, hmac] = [fields.text('signature'), fields.text('hmac')];
	return {
		input: fields.text('input') ?? '',
		...(signature === undefined ? {} : {signature}),
		...(hmac === undefined ? {} : {hmac}),
	};
}

function whatToVerify(items: readonly BatchItem[] | undefined, single: BatchItem): 'signature' | 'hmac' {
	const kinds = (items ?? [single]).map(item =>
		'signature' in item ? 'signature' : 'hmac' in item ? 'hmac' : undefined,
	);
	if (items === undefined) {
		if ('signature' in single && 'hmac' in single) throw badRequest("provide one of 'signature' or 'hmac'");
		const [kind] = kinds;
		if (kind === undefined) throw badRequest("neither a 'signature' nor an 'hmac' were given to verify");
		return kind;
	}
	const [signatures, hmacs] = [kinds.includes('signature'), kinds.includes('hmac')];
	if (signatures && hmacs)
		throw badRequest("elements of batch_input must all provide 'signature' or all provide 'hmac'");
	if (!signatures && !hmacs) throw badRequest("no batch_input elements have 'signature' or 'hmac'");
	const kind = signatures ? 'signature' : 'hmac';
	if (kinds.includes(undefined)) throw badRequest(`some elements of batch_input are missing '${kind}'`);
	return kind;
}

function inputOf(item: BatchItem, missing: string): Uint8Array {
	const text = item['input'];
	if (text === undefined) throw badRequest(missing);
	const input = decodeBase64(text);
	if (!(input instanceof Uint8Array)) throw badRequest(`unable to decode input as base64: ${input.error}`);
	return input;
}

/** In the path, else in a field. An ed25519 signature has its own hash, so there it is only checked. */
function checkHash({fields}: Call, inPath: string | undefined): string {
	const name = inPath || fields.text('hash_algorithm') || fields.text('algorithm') || defaultHash;
	const hash = nodeHash(name);
	if (hash !== undefined) return hash;
	if (name === 'none')
		throw badRequest('hash_algorithm=none requires both prehashed=true and signature_algorithm=pkcs1v15');
	throw badRequest(`invalid hash algorithm ${JSON.stringify(name)}`);
}

/** `asn1` is standard base64 for an ed25519 signature, `jws` the one for URLs. */
function isJws({fields}: Call): boolean {
	const marshaling = fields.text('marshaling_algorithm') || 'asn1';
	if (!['asn1', 'jws'].includes(marshaling)) throw badRequest(`invalid marshaling type ${JSON.stringify(marshaling)}`);
	return marshaling === 'jws';
}
