/** `keys/NAME/config`: which versions may still be used, and whether the key may go. */
import {readTransitKey, type TransitKey, transitKeyData, writeTransitKey} from './transit-keys.ts';
import type {Handler} from './vault-call.ts';
import {badRequest, leftOut} from './vault-error.ts';

const firstIsOne =
	'since Vault 0.3 (prior to the OpenBao fork), transit key numbering starts at 1; forcing minimum to 1';

export const configureKey: Handler = async ({storage, fields}, {name = ''}) => {
	const key = await readTransitKey(storage, name);
	if (key === undefined) throw badRequest(`no existing key named ${name} could be found`);
	const askedDecryption = fields.whole('min_decryption_version');
	const minDecryptionVersion = minimum('decryption', askedDecryption, key.minDecryptionVersion, key) || 1;
	const minEncryptionVersion = minimum(
		'encryption',
		fields.whole('min_encryption_version'),
		key.minEncryptionVersion,
		key,
	);
	if (minEncryptionVersion > 0 && minEncryptionVersion < minDecryptionVersion)
		throw badRequest(
			`cannot set min encryption/decryption values; min encryption version of ${minEncryptionVersion} must be greater than or equal to min decryption version of ${minDecryptionVersion}`,
		);
	if ((fields.seconds('auto_rotate_period') ?? 0) !== 0) throw leftOut('automatic rotation');
	if (key.minAvailableVersion > minEncryptionVersion)
		throw badRequest('min encryption version should not be less than min available version');
	if (key.minAvailableVersion > minDecryptionVersion)
		throw badRequest('min decryption version should not be less then min available version');
	const configured = {
		...key,
		minDecryptionVersion,
		minEncryptionVersion,
		deletionAllowed: fields.truth('deletion_allowed') ?? key.deletionAllowed,
		// Once set, these stay: whoever holds a backup has it already.
		exportable: key.exportable || (fields.truth('exportable') ?? false),
		allowPlaintextBackup: key.allowPlaintextBackup || (fields.truth('allow_plaintext_backup') ?? false),
	};
	await writeTransitKey(storage, name, configured);
	return {data: transitKeyData(name, configured), warnings: askedDecryption === 0 ? [firstIsOne] : []};
};

function minimum(
	kind: 'decryption' | 'encryption',
	asked: number | undefined,
	before: number,
	{latestVersion}: TransitKey,
): number {
	if (asked === undefined) return before;
	if (asked < 0) throw badRequest(`min ${kind} version cannot be negative`);
	if (asked > latestVersion)
		throw badRequest(`cannot set min ${kind} version of ${asked}, latest key version is ${latestVersion}`);
	return asked;
}
