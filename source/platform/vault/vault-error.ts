/** An answer that is an error: its status, and the texts that clients of the Vault API read. */
export class VaultError extends Error {
	override readonly name = 'VaultError';
	readonly status: number;
	readonly errors: readonly string[];

	constructor(status: number, ...errors: readonly string[]) {
		super(errors.join('; '));
		this.status = status;
		this.errors = errors;
	}
}

/** The form that errors of the core take, as against those of an engine. */
const ofTheCore = (text: string) => `1 error occurred:\n\t* ${text}\n\n`;

export const badRequest = (text: string): VaultError => new VaultError(400, text);

/** What a token that is good but weak gets. */
export const permissionDenied = (): VaultError => new VaultError(403, ofTheCore('permission denied'));

/** What a token that is missing, unknown, expired or revoked gets: the real server tells none of them apart. */
export const unknownToken = (): VaultError => new VaultError(403, 'permission denied');

export const unsupportedPath = (): VaultError => new VaultError(404, ofTheCore('unsupported path'));

export const unsupportedOperation = (): VaultError => new VaultError(405, ofTheCore('unsupported operation'));

/** @see left-outs.ts */
export const leftOut = (what: string): VaultError =>
	badRequest(`${what} is not something that the development vault does`);

export const coreError = (status: number, text: string): VaultError => new VaultError(status, ofTheCore(text));
