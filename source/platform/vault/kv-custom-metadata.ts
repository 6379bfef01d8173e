import type {JsonObject} from './json.ts';
import type {KvKey} from './kv-records.ts';
import {badRequest} from './vault-error.ts';

const maxKeys = 64;
const maxKeyBytes = 128;
const maxValueBytes = 512;
const prefix = 'custom_metadata validation failed';

/** Checked as the real server does, every fault named at once. @throws VaultError */
export function customMetadataOf(given: JsonObject | undefined): KvKey['customMetadata'] | undefined {
	if (given === undefined) return undefined;
	const entries = Object.entries(given).map(([key, value]): [string, string] => [key, textOf(value)]);
	const faults =
		entries.length > maxKeys
			? [`payload must contain at most ${maxKeys} keys, provided ${entries.length}`]
			: entries.flatMap(([key, value]) => faultsOf(key, value));
	if (faults.length === 0) return entries;
	const many = faults.length === 1 ? '1 error occurred:' : `${faults.length} errors occurred:`;
	throw badRequest(`${many}\n${faults.map(fault => `\t* ${prefix}: ${fault}\n`).join('')}\n`);
}

function faultsOf(key: string, value: string): readonly string[] {
	const quoted = JSON.stringify(key);
	const [keyBytes, valueBytes] = [Buffer.byteLength(key), Buffer.byteLength(value)];
	return [
		...(keyBytes === 0 || keyBytes > maxKeyBytes
			? [`length of key ${quoted} is ${keyBytes} but must be 0 < len(key) <= ${maxKeyBytes}`]
			: []),
		...(valueBytes === 0 || valueBytes > maxValueBytes
			? [`length of value for key ${quoted} is ${valueBytes} but must be 0 < len(value) <= ${maxValueBytes}`]
			: []),
		...(isPrintable(key) ? [] : [`key ${quoted} (${key}) contains unprintable characters`]),
		...(isPrintable(value) ? [] : [`value for key ${quoted} contains unprintable characters`]),
	];
}

const isPrintable = (text: string): boolean => !/[\p{C}\p{Zl}\p{Zp}]/u.test(text);

function textOf(value: unknown): string {
	if (typeof value === 'string') return value;
	if (typeof value === 'number') return String(value);
	if (typeof value === 'boolean') return value ? '1' : '0';
	if (value === null) return '';
	throw badRequest(
		`${prefix}: '' expected type 'string', got unconvertible type '${Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}'}'`,
	);
}
