/** `v1` and `V1` are two tags, also on a disk that does not tell them apart: a capital is written as `^` and its small letter. */
export const fileNameOfTag = (tag: string): string => tag.replaceAll(/[A-Z]/g, letter => `^${letter.toLowerCase()}`);

export const tagOfFileName = (file: string): string =>
	file.replaceAll(/\^([a-z])/g, (_, letter: string) => letter.toUpperCase());
