import {WizardError} from '../../shared/errors.ts';

/** Node's code of a system error (`ENOENT`), or undefined for anything else. */
export function systemCode(thrown: unknown): string | undefined {
	if (!(thrown instanceof Error) || !('code' in thrown)) return undefined;
	return typeof thrown.code === 'string' ? thrown.code : undefined;
}

const hints: Readonly<Record<string, string>> = {
	ENOSPC: 'The disk is full: free some space and run this again.',
	EDQUOT: 'Your disk quota is used up: free some space and run this again.',
	EFBIG: 'The file would be larger than this shell allows (ulimit -f).',
	EACCES: 'Check who owns the folder and whether you may write there.',
	EPERM: 'Check who owns the folder and whether you may write there.',
	EROFS: 'The file system is read-only: choose another folder.',
	EMFILE: 'Too many files are open: raise the limit (ulimit -n).',
	ELOOP: 'A symbolic link stands in its place: remove it and run this again.',
};

/** Names the path and the errno, and what was left untouched. */
export function fileError(
	thrown: unknown,
	{doing, path}: {readonly doing: string; readonly path: string},
): WizardError {
	if (thrown instanceof WizardError) return thrown;
	const code = systemCode(thrown) ?? 'unknown error';
	return new WizardError('machine/file', {
		message: `${doing} ${path} does not work (${code}).`,
		hint: hints[code] ?? 'Check that the path is right and that you may use it.',
		facts: {path, errno: code},
		cause: thrown,
	});
}
