/** The errors of the OCI distribution specification, and its JSON form (https://github.com/opencontainers/distribution-spec, "Error Codes"). */
const statuses = {
	BLOB_UNKNOWN: 404,
	BLOB_UPLOAD_INVALID: 400,
	BLOB_UPLOAD_UNKNOWN: 404,
	DENIED: 403,
	DIGEST_INVALID: 400,
	MANIFEST_BLOB_UNKNOWN: 400,
	MANIFEST_INVALID: 400,
	MANIFEST_UNKNOWN: 404,
	NAME_INVALID: 400,
	NAME_UNKNOWN: 404,
	/** Not of the specification, as the two below; used by CNCF distribution. */
	RANGE_INVALID: 416,
	SIZE_INVALID: 400,
	TAG_INVALID: 400,
	UNAUTHORIZED: 401,
	UNKNOWN: 500,
	UNSUPPORTED: 405,
} as const;

type RegistryErrorCode = keyof typeof statuses;

interface Details {
	readonly message: string;
	readonly detail?: unknown;
	/** When another than the code's own fits better. */
	readonly status?: number;
	readonly headers?: Readonly<Record<string, string>>;
}

export class RegistryError extends Error {
	override readonly name = 'RegistryError';
	readonly code: RegistryErrorCode;
	readonly detail: unknown;
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;

	constructor(code: RegistryErrorCode, {message, detail = null, status = statuses[code], headers = {}}: Details) {
		super(message);
		this.code = code;
		this.detail = detail;
		this.status = status;
		this.headers = headers;
	}

	toResponse(): Response {
		const {code, message, detail, status, headers} = this;
		return Response.json({errors: [{code, message, detail}]}, {status, headers});
	}
}
