/**
 * Values as the readers of env files take them. The universal form reads the same in Node, dotenv, Compose, systemd,
 * shells and others (measured with fifteen of them); a dialect is exact for its own reader and takes more values.
 */

export const envDialects = ['universal', 'node', 'dotenv', 'compose', 'docker', 'systemd', 'shell', 'python'] as const;
export type EnvDialect = (typeof envDialects)[number];

/** The text behind `NAME=`, or null when this dialect has no form for the value. */
export function encodeValue(value: string, dialect: EnvDialect): string | null {
	// NUL ends an environment entry, and half a surrogate pair is no UTF-8.
	if (value.includes('\0') || !value.isWellFormed()) return null;
	return encoders[dialect](value);
}

type Encode = (value: string) => string | null;

const plain = /^(?:[\w./:@%+,-][\w./:@%+,=-]*)?$/;

const universal: Encode = value => {
	if (plain.test(value)) return value;
	if (/['$\r]|\\\\|\\$/.test(value)) {
		return value.includes("'") && !/["\\$`\r]/.test(value) ? `"${value}"` : null;
	}
	return `'${value}'`;
};

/** Without quotes: nothing that starts a comment, is trimmed, or looks like a quote. */
const bare: Encode = value => (/[#\r\n]|^[\s'"`]|[\s\\]$|^$/.test(value) || value !== value.trim() ? null : value);

const node: Encode = value => {
	if (plain.test(value)) return value;
	if (value.includes('\r')) return null;
	if (!value.includes("'")) return `'${value}'`;
	if (!value.includes('`')) return `\`${value}\``;
	if (!value.includes('"') && !value.includes('\\n')) return `"${value}"`;
	return bare(value);
};

const dotenv: Encode = value => {
	if (plain.test(value)) return value;
	const open = !value.endsWith('\\');
	if (!value.includes('\r') && open) {
		if (!value.includes("'")) return `'${value}'`;
		if (!value.includes('`')) return `\`${value}\``;
	}
	if (open && !value.includes('"') && !/\\[nr]/.test(value)) return `"${value.replaceAll('\r', '\\r')}"`;
	return bare(value);
};

const encoders: Readonly<Record<EnvDialect, Encode>> = {
	universal,
	node,
	dotenv,
	compose: value => `"${value.replaceAll(/[\\"$]/g, String.raw`\$&`).replaceAll('\r', String.raw`\r`)}"`,
	// The reader takes the line as it is; it gives up at 64 KiB.
	docker: value => (/[\r\n]/.test(value) || Buffer.byteLength(value) > 60_000 ? null : value),
	systemd: value => `"${value.replaceAll(/[\\"$`]/g, String.raw`\$&`)}"`,
	shell: value => `'${value.replaceAll("'", String.raw`'\''`)}'`,
	python: value => {
		if (/\$\{|\r|\\$|\\'/.test(value)) return null;
		return `'${value.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
	},
};
