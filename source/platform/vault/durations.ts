/** Durations as the Vault API writes them: seconds, or Go's notation (`90s`, `1h30m`) with `d` for days. */
import {badRequest} from './vault-error.ts';

const unitSeconds: Readonly<Record<string, number>> = {
	ns: 1e-9,
	us: 1e-6,
	µs: 1e-6,
	μs: 1e-6,
	ms: 1e-3,
	s: 1,
	m: 60,
	h: 3600,
};

/** Whole seconds of a duration field. @throws VaultError with the words that Go has for it */
export function parseSeconds(value: unknown): number {
	if (typeof value === 'number' && Number.isFinite(value)) return Math.trunc(value);
	if (typeof value !== 'string') throw badRequest('could not parse duration from input');
	if (value === '') return 0;
	if (/^[+-]?\d+$/.test(value)) return Number(value);
	const days = /^([+-]?\d+)d$/.exec(value);
	if (days?.[1] !== undefined) return Number(days[1]) * 86_400;
	return Math.trunc(goDuration(value));
}

/** As Go prints a duration: `24h0m0s`, `1m30s`, `0s`. */
export function formatSeconds(total: number): string {
	const sign = total < 0 ? '-' : '';
	const seconds = Math.abs(total);
	const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
	if (h > 0) return `${sign}${h}h${m}m${s}s`;
	return m > 0 ? `${sign}${m}m${s}s` : `${sign}${s}s`;
}

/** The same without the zeros at its end: `2h`, `1m30s`. */
export function shortSeconds(total: number): string {
	return formatSeconds(total)
		.replace(/(?<=m)0s$/, '')
		.replace('h0m', 'h');
}

function goDuration(text: string): number {
	const unsigned = text.replace(/^[+-]/, '');
	if (unsigned === '' || unsigned === '0') {
		if (unsigned === '0') return 0;
		throw invalid(text);
	}
	let rest = unsigned;
	let seconds = 0;
	while (rest !== '') {
		const number = /^(?:\d+\.?\d*|\.\d+)/.exec(rest)?.[0];
		if (number === undefined) throw invalid(text);
		rest = rest.slice(number.length);
		const unit = /^[^\d.]+/.exec(rest)?.[0];
		if (unit === undefined) throw badRequest(`time: missing unit in duration ${JSON.stringify(text)}`);
		const size = unitSeconds[unit];
		if (size === undefined)
			throw badRequest(`time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`);
		seconds += Number(number) * size;
		rest = rest.slice(unit.length);
	}
	return text.startsWith('-') ? -seconds : seconds;
}

function invalid(text: string) {
	return badRequest(`time: invalid duration ${JSON.stringify(text)}`);
}
