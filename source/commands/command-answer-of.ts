import type {Services} from './command-services.ts';

/** What the app's address said when it was looked at just now. */
export interface Answered {
	readonly status: number;
	readonly took: number;
}

const patience = 1500;

/** One short look, for the screen; null when there is no address or no answer. */
export async function answerOf({http}: Services, url: string | null): Promise<Answered | null> {
	if (url === null) return null;
	try {
		const client = await http();
		const {status, duration_ms: took} = await client.request({
			method: 'GET',
			url,
			retry: 'never',
			timeoutMs: patience,
		});
		return {status, took};
	} catch {
		return null;
	}
}
