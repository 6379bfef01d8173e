import {errorCatalog} from '../../shared/error-catalog.ts';
import {type Problem} from '../../shared/api-contract.ts';
import {toWizardError} from '../../shared/errors.ts';

/** An error as RFC 9457 says it; what we did not foresee says nothing of itself. */
export function problemResponse(thrown: unknown, requestId: string): Response {
	const error = toWizardError(thrown);
	const {status, title} = errorCatalog[error.code];
	const {retryAfterSeconds} = error.facts;
	const problem: Problem = {
		type: error.docs,
		title,
		status,
		code: error.code,
		detail: error.message,
		hint: error.hint,
		request_id: requestId,
		error: error.message,
		...(Object.keys(error.facts).length > 0 ? {facts: {...error.facts}} : {}),
	};
	const headers = new Headers({'content-type': 'application/problem+json', 'x-request-id': requestId});
	if (status === 401) headers.set('www-authenticate', 'Bearer');
	if (typeof retryAfterSeconds === 'number') headers.set('retry-after', String(retryAfterSeconds));
	return new Response(JSON.stringify(problem), {status, headers});
}
