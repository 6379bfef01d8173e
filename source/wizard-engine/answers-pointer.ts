/** JSON pointers (RFC 6901) and names out of files, as they may be printed. */

/** Without control characters and not longer than a line takes. */
export function printable(name: string, most = 60): string {
	const clean = name.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\u{FFFD}');
	return clean.length > most ? `${clean.slice(0, most)}…` : clean;
}

/** `['deploy', 'builder']` → `/deploy/builder` */
export function jsonPointer(...names: readonly string[]): string {
	return names.map(name => `/${printable(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
