/** The transit engine: keys that sign and never leave. */
import {randomBytes} from 'node:crypto';
import {
	addKeyVersion,
	newTransitKey,
	readTransitKey,
	type TransitKey,
	transitKeyData,
	trimKey,
	writeTransitKey,
} from './transit-keys.ts';
import {configureKey} from './transit-config.ts';
import {makeHmac, signInput, verifyInput} from './transit-sign.ts';
import type {Answer, Backend, Call, Parameters} from './vault-call.ts';
import {badRequest, leftOut} from './vault-error.ts';

const maxRandomBytes = 128 * 1024;

/** Types that the API has and the development vault does not. */
const otherTypes = [
	'aes128-gcm96',
	'aes256-gcm96',
	'chacha20-poly1305',
	'xchacha20-poly1305',
	'ecdsa-p256',
	'ecdsa-p384',
	'ecdsa-p521',
	'rsa-2048',
	'rsa-3072',
	'rsa-4096',
	'external-key',
];

export const transitEngine: Backend = {
	routes: [
		{path: /^keys\/?$/, on: {list: listKeys}},
		{path: /^keys\/(?<name>[\w.-]+)$/, on: {read: readKey, update: createKey, delete: deleteKey}},
		{path: /^keys\/(?<name>[\w.-]+)\/rotate$/, on: {update: rotateKey}},
		{path: /^keys\/(?<name>[\w.-]+)\/config$/, on: {update: configureKey}},
		{path: /^keys\/(?<name>[\w.-]+)\/trim$/, on: {update: trim}},
		{path: /^sign\/(?<name>[\w.-]+)(?:\/(?<hash>[\w-]+))?$/, on: {update: signInput}},
		{path: /^verify\/(?<name>[\w.-]+)(?:\/(?<hash>[\w-]+))?$/, on: {update: verifyInput}},
		{path: /^hmac\/(?<name>[\w.-]+)(?:\/(?<hash>[\w-]+))?$/, on: {update: makeHmac}},
		{path: /^random(?:\/(?<first>[\w-]+))?(?:\/(?<second>[\w-]+))?$/, on: {update: random}},
	],
};

async function listKeys({storage, fields}: Call): Promise<Answer | undefined> {
	const after = fields.text('after') ?? '';
	const limit = fields.whole('limit') ?? 0;
	const names = (await storage.list('key/')).filter(name => name > after);
	const keys = limit > 0 ? names.slice(0, limit) : names;
	return keys.length === 0 ? undefined : {data: {keys}};
}

async function readKey({storage}: Call, {name = ''}: Parameters): Promise<Answer | undefined> {
	const key = await readTransitKey(storage, name);
	return key === undefined ? undefined : {data: transitKeyData(name, key)};
}

async function createKey(call: Call, {name = ''}: Parameters): Promise<Answer | undefined> {
	const {storage, fields, clock} = call;
	const type = keyType(fields.text('type') || 'aes256-gcm96');
	const keySize = fields.whole('key_size') ?? 0;
	if (keySize !== 0 && type !== 'hmac') throw badRequest(`key_size is not valid for algorithm ${type}`);
	if (keySize !== 0 && (keySize < 32 || keySize > 512)) throw badRequest(`invalid key_size ${keySize}`);
	const derived = fields.truth('derived') ?? false;
	if ((fields.truth('convergent_encryption') ?? false) && !derived)
		throw badRequest('convergent encryption requires derivation to be enabled');
	if (derived) throw leftOut('a derived key');
	if ((fields.seconds('auto_rotate_period') ?? 0) !== 0) throw leftOut('automatic rotation');
	const existing = await readTransitKey(storage, name);
	if (existing !== undefined) return {data: transitKeyData(name, existing)};
	const settings = {
		type,
		keySize: type === 'hmac' ? keySize || 32 : 0,
		exportable: fields.truth('exportable') ?? false,
		allowPlaintextBackup: fields.truth('allow_plaintext_backup') ?? false,
	};
	const key = newTransitKey(settings, clock.now());
	await writeTransitKey(storage, name, key);
	return {data: transitKeyData(name, key)};
}

function keyType(given: string): TransitKey['type'] {
	if (given === 'ed25519' || given === 'hmac') return given;
	if (otherTypes.includes(given)) throw leftOut(`a key of type ${given}`);
	throw badRequest(`unknown key type ${given}`);
}

async function deleteKey({storage}: Call, {name = ''}: Parameters): Promise<Answer | undefined> {
	const key = await readTransitKey(storage, name);
	if (key === undefined) throw badRequest(`error deleting policy ${name}: could not delete key; not found`);
	if (!key.deletionAllowed) throw badRequest(`error deleting policy ${name}: deletion is not allowed for this key`);
	await storage.delete(`key/${name}`);
	return undefined;
}

async function rotateKey({storage, clock}: Call, {name = ''}: Parameters): Promise<Answer | undefined> {
	const key = await readTransitKey(storage, name);
	if (key === undefined) throw badRequest('key not found');
	const rotated = addKeyVersion(key, clock.now());
	await writeTransitKey(storage, name, rotated);
	return {data: transitKeyData(name, rotated)};
}

/** Drops the versions below a number for good. */
async function trim({storage, fields}: Call, {name = ''}: Parameters): Promise<Answer | undefined> {
	const key = await readTransitKey(storage, name);
	if (key === undefined) throw badRequest('invalid key name');
	const wanted = fields.whole('min_available_version');
	if (wanted === undefined) throw badRequest('missing min_available_version');
	if (wanted < key.minAvailableVersion) throw badRequest('minimum available version cannot be decremented');
	if (key.minEncryptionVersion === 0)
		throw badRequest('minimum available version cannot be set when minimum encryption version is not set');
	if (wanted > key.minEncryptionVersion)
		throw badRequest('minimum available version cannot be greater than minmum encryption version');
	if (wanted > key.minDecryptionVersion)
		throw badRequest('minimum available version cannot be greater than minimum decryption version');
	if (wanted === 0) throw badRequest('minimum available version should be positive');
	const trimmed = trimKey(key, wanted);
	await writeTransitKey(storage, name, trimmed);
	return {data: transitKeyData(name, trimmed)};
}

/** `random/32`, `random/platform/32`, or the count in the body. */
function random({fields}: Call, {first, second}: Parameters): Promise<Answer> {
	const isSource = first !== undefined && ['platform', 'seal', 'all'].includes(first);
	const inPath = second ?? (isSource ? undefined : first);
	if (inPath !== undefined && !/^-?\d{1,9}$/.test(inPath))
		throw badRequest(
			`error parsing url-set byte count: strconv.Atoi: parsing ${JSON.stringify(inPath)}: invalid syntax`,
		);
	const bytes = inPath === undefined ? (fields.whole('bytes') ?? 32) : Number(inPath);
	if (bytes < 1) throw badRequest("'bytes' cannot be less than 1");
	if (bytes > maxRandomBytes) throw badRequest(`'bytes' should be less than ${maxRandomBytes}`);
	const format = fields.text('format') ?? 'base64';
	if (format !== 'hex' && format !== 'base64')
		throw badRequest(`unsupported encoding format ${JSON.stringify(format)}; must be "hex" or "base64"`);
	if (second !== undefined && !isSource)
		throw badRequest(`unsupported entropy source ${JSON.stringify(first)}; must be "platform" or "seal", or "all"`);
	return Promise.resolve({data: {random_bytes: randomBytes(bytes).toString(format)}});
}
