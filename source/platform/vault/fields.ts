/** The fields of a request body or query, read with the conversions that the real server makes. */
import {formatSeconds, parseSeconds} from './durations.ts';
import {isJsonObject, type JsonObject} from './json.ts';
import {badRequest, VaultError} from './vault-error.ts';

export class Fields {
	readonly all: JsonObject;

	constructor(all: JsonObject) {
		this.all = all;
	}

	/** A field that is null counts as not sent. */
	has(name: string): boolean {
		return this.raw(name) !== undefined;
	}

	raw(name: string): unknown {
		return Object.hasOwn(this.all, name) ? (this.all[name] ?? undefined) : undefined;
	}

	text(name: string): string | undefined {
		const value = this.raw(name);
		if (value === undefined || typeof value === 'string') return value;
		if (typeof value === 'number' || typeof value === 'bigint') return String(value);
		if (typeof value === 'boolean') return value ? '1' : '0';
		throw mismatch(name, `'' expected type 'string', got unconvertible type '${goType(value)}'`);
	}

	whole(name: string): number | undefined {
		const value = this.raw(name);
		if (value === undefined) return undefined;
		if (typeof value === 'boolean') return value ? 1 : 0;
		if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
		if (typeof value === 'string' && /^[+-]?\d{1,15}$/.test(value)) return Number(value);
		if (value === '') return 0;
		if (typeof value === 'string')
			throw mismatch(
				name,
				`cannot parse '' as int: strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`,
			);
		throw mismatch(name, `'' expected type 'int', got unconvertible type '${goType(value)}'`);
	}

	truth(name: string): boolean | undefined {
		const value = this.raw(name);
		if (value === undefined || typeof value === 'boolean') return value;
		if (typeof value === 'number') return value !== 0;
		if (value === '') return false;
		if (typeof value === 'string' && /^(?:1|t|true)$/i.test(value)) return true;
		if (typeof value === 'string' && /^(?:0|f|false)$/i.test(value)) return false;
		throw mismatch(name, `'' expected type 'bool', got unconvertible type '${goType(value)}'`);
	}

	/** A duration that may be below zero. */
	seconds(name: string): number | undefined {
		const value = this.raw(name);
		if (value === undefined) return undefined;
		try {
			return parseSeconds(value);
		} catch (error) {
			throw error instanceof VaultError ? mismatch(name, error.message) : error;
		}
	}

	map(name: string): JsonObject | undefined {
		const value = this.raw(name);
		if (value === undefined || isJsonObject(value)) return value;
		throw mismatch(name, `'' expected a map, got '${goType(value)}'`);
	}

	/** Names as a list, or as one text with commas. */
	texts(name: string): readonly string[] | undefined {
		const value = this.raw(name);
		if (value === undefined) return undefined;
		if (typeof value === 'string')
			return value
				.split(',')
				.map(one => one.trim())
				.filter(one => one !== '');
		if (Array.isArray(value) && value.every(one => typeof one === 'string' || typeof one === 'number'))
			return value.map(String);
		throw mismatch(name, `'' expected type 'string', got unconvertible type '${goType(value)}'`);
	}
}

/** Rejects a duration below zero as the framework does. */
export function notNegative(name: string, seconds: number | undefined): number | undefined {
	if (seconds !== undefined && seconds < 0)
		throw mismatch(name, `cannot provide negative value '${formatSeconds(seconds)}'`);
	return seconds;
}

function mismatch(name: string, why: string): VaultError {
	return badRequest(`Field validation failed: error converting input for field ${JSON.stringify(name)}: ${why}`);
}

function goType(value: unknown): string {
	if (Array.isArray(value)) return '[]interface {}';
	if (isJsonObject(value)) return 'map[string]interface {}';
	return typeof value === 'number' ? 'json.Number' : typeof value === 'boolean' ? 'bool' : typeof value;
}
