import {randomBytes, randomInt} from 'node:crypto';

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** 24 of 62 characters: 142 bits. */
export function randomId(length = 24): string {
	let id = '';
	for (let count = 0; count < length; count++) id += base62.charAt(randomInt(base62.length));
	return id;
}

export const randomHex = (bytes: number): string => randomBytes(bytes).toString('hex');
