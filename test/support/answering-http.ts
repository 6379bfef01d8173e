/** An HTTP client whose answers are a table; what is not in it is a failure of the test. */
import type {HttpClient, HttpReply, HttpRequest} from '../../source/core/machine/http-client.ts';

interface Answer {
	readonly status: number;
	readonly json?: unknown;
	readonly text?: string;
	readonly headers?: Readonly<Record<string, string>>;
}

export interface AnsweringHttp extends HttpClient {
	/** What was asked, in order. */
	readonly requests: readonly HttpRequest[];
}

/** Keys are `METHOD path`, the path without host; a function answers with what it makes of the request. */
export function answeringHttp(
	answers: Readonly<Record<string, Answer | ((request: HttpRequest) => Answer)>>,
): AnsweringHttp {
	const requests: HttpRequest[] = [];
	return {
		requests,
		async request(request): Promise<HttpReply> {
			requests.push(request);
			const {pathname, search} = new URL(request.url);
			const found = answers[`${request.method} ${pathname}${search}`];
			if (found === undefined) throw new Error(`nobody answers ${request.method} ${pathname}${search}`);
			const {status, json, text, headers = {}} = typeof found === 'function' ? found(request) : found;
			return {status, json, headers, text: text ?? (json === undefined ? '' : JSON.stringify(json)), duration_ms: 1};
		},
	};
}
