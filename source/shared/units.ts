/** `38.2 MB`, in powers of 1000. */
export function sizeText(bytes: number): string {
	if (bytes < 1000) return `${bytes} B`;
	if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
	return bytes < 1_000_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${(bytes / 1_000_000_000).toFixed(2)} GB`;
}

/** `4 ms`, `6.1 s`, `2 min 5 s`. */
export function durationText(milliseconds: number): string {
	if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
	if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
	const seconds = Math.round(milliseconds / 1000);
	return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `2 min ago` under an hour, else the clock. */
export function agoText(at: number, now: number): string {
	const seconds = Math.max(0, Math.round((now - at) / 1000));
	if (seconds < 60) return `${seconds} s ago`;
	if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
	const date = new Date(at);
	const clock = `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
	return seconds < 86_400 ? clock : `${date.toISOString().slice(0, 10)} ${clock}`;
}

/** Durations on the command line: `500ms`, `20s`, `2m`, `1h`. Null when it is none of them. */
export function parseDuration(text: string): number | null {
	const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text.trim());
	const units: Readonly<Record<string, number>> = {ms: 1, s: 1000, m: 60_000, h: 3_600_000};
	const unit = units[match?.[2] ?? ''];
	return match === null || unit === undefined ? null : Math.round(Number(match[1]) * unit);
}
