/** Times as the API shows them. */
export const timestamp = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** A time that may not be there is an empty text. */
export const timestampOrEmpty = (milliseconds: number | null): string =>
	milliseconds === null ? '' : timestamp(milliseconds);

export const unixSeconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
