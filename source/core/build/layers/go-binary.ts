/** Where a Go project's program is put in an image, from the app's folder on. */
export const goBinaryPath = '.cs-wizard/server';
