/** Exit codes are public: scripts branch on them. Adding one is a minor release, changing one is a major. */
export const exitCodes = {
	failed: 1,
	usage: 2,
	planHasChanges: 3,
	auth: 4,
	answersMissing: 5,
	unhealthy: 6,
	deployFailed: 7,
	reverted: 8,
	stillRunning: 9,
	unreachable: 10,
	conflict: 11,
	machine: 12,
	partial: 13,
	declined: 14,
	bug: 70,
} as const;

export type ExitName = keyof typeof exitCodes;

interface CatalogEntry {
	readonly exit: ExitName;
	/** The HTTP status when the platform answers with this error. */
	readonly status: number;
	readonly title: string;
}

/** Every error we can show. `npm run generate` turns this table into docs/reference/errors.md. */
export const errorCatalog = {
	'usage/unknown-flag': {exit: 'usage', status: 400, title: 'A flag or command is not known'},
	'usage/bad-value': {exit: 'usage', status: 400, title: 'A value does not fit'},
	'usage/needs-terminal': {exit: 'usage', status: 400, title: 'This needs a terminal'},
	'answers/missing': {exit: 'answersMissing', status: 422, title: 'Answers are missing'},
	'answers/unknown-key': {exit: 'usage', status: 422, title: 'An answers file has a key nobody asks for'},
	'answers/bad-value': {exit: 'usage', status: 422, title: 'An answer does not fit its question'},
	'answers/unreadable': {exit: 'usage', status: 422, title: 'An answers file does not read'},
	'answers/bad-reference': {exit: 'usage', status: 422, title: 'A reference in an answers file leads nowhere'},
	'wizard/declined': {exit: 'declined', status: 400, title: 'You said no'},
	'wizard/interrupted': {exit: 'declined', status: 400, title: 'You left'},
	'auth/not-signed-in': {exit: 'auth', status: 401, title: 'Not signed in'},
	'auth/refused': {exit: 'auth', status: 401, title: 'The credential was refused'},
	'auth/forbidden': {exit: 'auth', status: 403, title: 'Not allowed'},
	'auth/unsafe-environment': {exit: 'machine', status: 500, title: 'The environment would leak the credential'},
	'credentials/store-unavailable': {exit: 'machine', status: 500, title: 'The credential store is not available'},
	'credentials/store-locked': {exit: 'machine', status: 500, title: 'The keychain is locked'},
	'credentials/unsafe-file': {exit: 'machine', status: 500, title: 'A credential file is not safe to use'},
	'credentials/damaged': {exit: 'machine', status: 500, title: 'A stored credential does not read'},
	'project/not-linked': {exit: 'answersMissing', status: 400, title: 'This folder is not linked to a service'},
	'project/bad-file': {exit: 'usage', status: 400, title: 'cloudstation.json does not read'},
	'project/no-app': {exit: 'usage', status: 400, title: 'No app was found in this folder'},
	'service/unknown': {exit: 'usage', status: 404, title: 'No such service'},
	'service/exists': {exit: 'conflict', status: 409, title: 'A service of that name exists'},
	'api/unreachable': {exit: 'unreachable', status: 503, title: 'The API does not answer'},
	'api/not-ours': {exit: 'unreachable', status: 502, title: 'Something else answers at that address'},
	'api/redirected': {exit: 'unreachable', status: 502, title: 'The API answered with a redirect'},
	'api/insecure': {exit: 'usage', status: 400, title: 'The address is not safe for credentials'},
	'api/bad-request': {exit: 'usage', status: 400, title: 'The API does not take this request'},
	'api/not-found': {exit: 'usage', status: 404, title: 'Not there'},
	'api/conflict': {exit: 'conflict', status: 409, title: 'The state changed underneath'},
	'api/idempotency-mismatch': {exit: 'conflict', status: 422, title: 'An idempotency key was used for another request'},
	'api/rate-limited': {exit: 'unreachable', status: 429, title: 'Too many requests'},
	'api/too-large': {exit: 'usage', status: 413, title: 'The request is too large'},
	'api/wrong-type': {exit: 'usage', status: 415, title: 'The request is sent in another format'},
	'api/failed': {exit: 'unreachable', status: 500, title: 'The API failed'},
	'build/failed': {exit: 'deployFailed', status: 422, title: 'The build failed'},
	'build/tool-missing': {exit: 'machine', status: 424, title: 'A build tool is missing'},
	'registry/refused': {exit: 'auth', status: 401, title: 'The registry refused the credential'},
	'registry/failed': {exit: 'unreachable', status: 502, title: 'The registry failed'},
	'registry/digest-mismatch': {
		exit: 'deployFailed',
		status: 400,
		title: 'The registry holds something else than was pushed',
	},
	'image/refused': {exit: 'deployFailed', status: 422, title: 'The image is not one that can run here'},
	'deploy/failed': {exit: 'deployFailed', status: 422, title: 'The deploy failed'},
	'deploy/reverted': {exit: 'reverted', status: 422, title: 'The release failed; the old one is still live'},
	'deploy/still-running': {exit: 'stillRunning', status: 202, title: 'The deployment goes on without us'},
	'deploy/unknown': {exit: 'unreachable', status: 503, title: 'How the deployment ended is not known'},
	'deploy/cancelled': {exit: 'deployFailed', status: 409, title: 'The deployment was cancelled'},
	'deploy/locked': {exit: 'conflict', status: 409, title: 'Another deploy of this app is running'},
	'secrets/unhealthy': {exit: 'unhealthy', status: 424, title: 'The secrets provider does not work yet'},
	'secrets/unknown-provider': {exit: 'usage', status: 400, title: 'No such secrets provider'},
	'secrets/denied': {exit: 'auth', status: 403, title: 'The secrets provider does not allow this'},
	'secrets/missing': {exit: 'failed', status: 404, title: 'No such secret'},
	'secrets/conflict': {exit: 'conflict', status: 409, title: 'The secret changed underneath'},
	'secrets/wrong-key': {exit: 'usage', status: 400, title: 'The signing key is of a kind that does not sign'},
	'secrets/unreachable': {exit: 'unreachable', status: 503, title: 'The secrets provider does not answer'},
	'env-file/bad-name': {exit: 'usage', status: 400, title: 'A name is not safe in an env file'},
	'env-file/bad-value': {exit: 'usage', status: 400, title: 'A value has no form that every reader reads the same'},
	'env-file/tracked': {exit: 'usage', status: 400, title: 'The env file is tracked by git'},
	'env-file/mismatch': {exit: 'bug', status: 500, title: 'The env file did not read back the same'},
	'machine/file': {exit: 'machine', status: 500, title: 'A file operation failed'},
	'machine/tool-missing': {exit: 'machine', status: 500, title: 'A tool is missing'},
	'machine/locked': {exit: 'conflict', status: 409, title: 'Another cs-wizard holds the lock'},
	'machine/port-taken': {exit: 'machine', status: 500, title: 'The port is taken'},
	'platform/already-running': {exit: 'conflict', status: 409, title: 'The platform runs already'},
	'platform/not-running': {exit: 'unreachable', status: 503, title: 'The platform is not running'},
	'platform/start-failed': {exit: 'machine', status: 500, title: 'The platform did not start'},
	'platform/store-failed': {exit: 'unreachable', status: 503, title: 'The platform does not get at its database'},
	'platform/exposed': {
		exit: 'usage',
		status: 400,
		title: 'The platform would listen beyond this machine with development secrets',
	},
	'messages/unreachable': {exit: 'unreachable', status: 503, title: 'The message server does not answer'},
	'messages/refused': {exit: 'auth', status: 401, title: 'The message server refused the key'},
	'logs/unavailable': {exit: 'unreachable', status: 503, title: 'The logs are not available'},
	'doctor/problems': {exit: 'failed', status: 500, title: 'A check found a problem'},
	'internal/bug': {exit: 'bug', status: 500, title: 'Something broke in cs-wizard itself'},
} as const satisfies Record<`${string}/${string}`, CatalogEntry>;

export type ErrorCode = keyof typeof errorCatalog;

export function isErrorCode(code: string): code is ErrorCode {
	return Object.hasOwn(errorCatalog, code);
}
