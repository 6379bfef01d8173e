import {durationText} from '../../shared/units.ts';

/** Certificates and tokens of minutes bear this much. */
const bearableMs = 60_000;

/** What to tell a person whose clock and the platform's differ; null when they agree well enough. */
export function clockWarning(skewMs: number): string | null {
	if (Math.abs(skewMs) <= bearableMs) return null;
	const by = durationText(Math.abs(skewMs));
	return `The clock of this machine is ${by} ${skewMs > 0 ? 'behind' : 'ahead of'} the platform's. The session's end goes by the platform's; set this clock right, or certificates will be refused.`;
}
