/** Numbers with their units, as the screens show them. */

const kilo = 1000;
const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `38.2 MB` */
export function formatBytes(bytes: number): string {
	let value = bytes;
	let unit = 0;
	while (value >= kilo && unit < byteUnits.length - 1) {
		value /= kilo;
		unit += 1;
	}

	return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${byteUnits[unit] ?? ''}`;
}

/** `22.1 of 38.2 MB`: the unit once. */
export function formatBytesOf(done: number, total: number): string {
	const [whole = '', unit = ''] = formatBytes(total).split(' ');
	const scale =
		kilo **
		Math.max(
			0,
			byteUnits.findIndex(name => name === unit),
		);
	const digits = whole.includes('.') ? 1 : 0;
	return `${(done / scale).toFixed(digits)} of ${whole} ${unit}`;
}

/** A clock that counts up: `0:14`, `1:02:33`. */
export function formatElapsed(milliseconds: number): string {
	const seconds = Math.max(0, Math.floor(milliseconds / kilo));
	const two = (value: number) => String(value).padStart(2, '0');
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
	return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** How long something took: `18 ms`, `6.1 s`, `2 min 5 s`. */
export function formatDuration(milliseconds: number): string {
	if (milliseconds < kilo) return `${Math.round(milliseconds)} ms`;
	if (milliseconds < 60 * kilo) return `${(milliseconds / kilo).toFixed(1)} s`;
	const seconds = Math.round(milliseconds / kilo);
	return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** The local time of day: `12:04:31`. */
export function formatClock(timestamp: number): string {
	const date = new Date(timestamp);
	return [date.getHours(), date.getMinutes(), date.getSeconds()].map(part => String(part).padStart(2, '0')).join(':');
}
