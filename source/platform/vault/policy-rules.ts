/** A policy's text, HCL or JSON, as rules. */
import {HclError, type HclItem, type HclValue, isBlock, parseHcl} from './hcl.ts';
import {isJsonObject} from './json.ts';
import {VaultError} from './vault-error.ts';

const capabilityNames = ['create', 'delete', 'deny', 'list', 'patch', 'read', 'scan', 'sudo', 'update'] as const;

export type Capability = (typeof capabilityNames)[number];

export interface PathRule {
	/** As written, without a leading slash; a `*` at its end makes it a prefix. */
	readonly path: string;
	readonly capabilities: readonly Capability[];
}

const shorthands: Readonly<Record<string, readonly Capability[]>> = {
	deny: ['deny'],
	read: ['read', 'list'],
	write: ['create', 'read', 'update', 'delete', 'list'],
	sudo: ['create', 'read', 'update', 'delete', 'list', 'sudo'],
};

/** Known, and refused: to leave a restriction out silently would allow more than was written. */
const restrictions = [
	'allowed_parameters',
	'denied_parameters',
	'required_parameters',
	'min_wrapping_ttl',
	'max_wrapping_ttl',
	'mfa_methods',
	'pagination_limit',
	'expiration',
	'list_scan_response_keys_filter_path',
	'control_group',
];

/** @throws VaultError 400 in the real server's words */
export function parsePolicy(text: string): readonly PathRule[] {
	try {
		const items = text.trimStart().startsWith('{') ? itemsOfJson(text) : parseHcl(text).items;
		return items.flatMap(rulesOf);
	} catch (error) {
		if (error instanceof HclError || error instanceof SyntaxError)
			throw new VaultError(400, `failed to parse policy: ${error.message}`);
		throw error;
	}
}

function rulesOf({key, labels, value, line}: HclItem): readonly PathRule[] {
	if (key === 'name') return [];
	if (key !== 'path') throw new HclError(`invalid key ${JSON.stringify(key)} on line ${line}`);
	const [path, ...more] = labels;
	if (path !== undefined && more.length === 0) return [ruleOf(path, value)];
	// `path = { "a/*" = { … } }`, which is how the JSON form reads.
	if (path === undefined && isBlock(value)) return value.items.map(item => ruleOf(item.key, item.value));
	if (path === undefined && Array.isArray(value)) return value.flatMap(one => rulesOf({key, labels, value: one, line}));
	throw new HclError(`line ${line}: path needs one name and a block`);
}

function ruleOf(written: string, value: HclValue): PathRule {
	const named = `path ${JSON.stringify(written)}`;
	if (Array.isArray(value) && value.length === 1 && value[0] !== undefined) return ruleOf(written, value[0]);
	if (typeof value !== 'object' || !isBlock(value)) throw new HclError(`${named}: expected a block`);
	const path = written.replace(/^\//, '');
	if (path.includes('+*'))
		throw new HclError(`path ${JSON.stringify(path)}: invalid use of wildcards ('+*' is forbidden)`);
	const capabilities = new Set<Capability>();
	for (const {key, value: setting, line} of value.items) {
		if (key === 'capabilities') for (const one of capabilitiesOf(named, setting)) capabilities.add(one);
		else if (key === 'policy') for (const one of shorthandOf(named, setting)) capabilities.add(one);
		else if (restrictions.includes(key)) throw new HclError(`${named}: the development vault does not apply ${key}`);
		else if (key !== 'comment') throw new HclError(`${named}: invalid key ${JSON.stringify(key)} on line ${line}`);
	}
	return {path, capabilities: capabilities.has('deny') ? ['deny'] : [...capabilities]};
}

function capabilitiesOf(named: string, value: HclValue): readonly Capability[] {
	if (!Array.isArray(value)) throw new HclError(`${named}: capabilities is a list of texts`);
	return value.map(one => {
		const capability = capabilityNames.find(name => name === one);
		if (capability === undefined) throw new HclError(`${named}: invalid capability ${JSON.stringify(one)}`);
		return capability;
	});
}

function shorthandOf(named: string, value: HclValue): readonly Capability[] {
	const capabilities = typeof value === 'string' && Object.hasOwn(shorthands, value) ? shorthands[value] : undefined;
	if (capabilities === undefined) throw new HclError(`${named}: invalid policy ${JSON.stringify(value)}`);
	return capabilities;
}

function itemsOfJson(text: string): readonly HclItem[] {
	const block = hclOfJson(JSON.parse(text), 0);
	return typeof block === 'object' && isBlock(block) ? block.items : [];
}

function hclOfJson(value: unknown, depth: number): HclValue {
	if (depth > 50) throw new HclError('objects are nested too deep');
	if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
	if (Array.isArray(value)) return value.map(one => hclOfJson(one, depth + 1));
	if (!isJsonObject(value)) throw new HclError('null is not a value');
	const items = Object.entries(value).map(([key, one]) => ({
		key,
		labels: [],
		value: hclOfJson(one, depth + 1),
		line: 1,
	}));
	return {items};
}
