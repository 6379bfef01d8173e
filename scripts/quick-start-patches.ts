// What dependencies do while they load, and need not: measured at the first picture of the journey.
import {readFile} from 'node:fs/promises';
import type {Plugin} from 'esbuild';

interface Patch {
	readonly file: RegExp;
	readonly from: string;
	readonly to: string;
}

const patches: readonly Patch[] = [
	{
		// `fetch` of a data: address loads undici, 40 ms; without it the same bytes are decoded in place.
		file: /[/\\]yoga-wasm-base64-esm\.js$/,
		from: '"function"!=typeof fetch',
		to: 'true',
	},
	{
		// V8 takes 40 ms to read this literal. All such sequences hold one of the characters asked for first, most clusters none.
		file: /[/\\]string-width[/\\]index\.js$/,
		from: String.raw`const rgiEmojiRegex = /^\p{RGI_Emoji}$/v;`,
		to: String.raw`const maybeEmojiRegex = /[\p{Emoji_Presentation}\uFE0F\u20E3\u200D]/u;
let emojiRegex;
const rgiEmojiRegex = {
	test: cluster => maybeEmojiRegex.test(cluster) && (emojiRegex ??= new RegExp('^\\p{RGI_Emoji}$', 'v')).test(cluster),
};`,
	},
];

/** Fails the build when a dependency changed what we patch. */
export const quickStartPatches: Plugin = {
	name: 'quick-start-patches',
	setup(bundle) {
		for (const {file, from, to} of patches) {
			bundle.onLoad({filter: file}, async ({path}) => {
				const code = await readFile(path, 'utf8');
				if (!code.includes(from)) throw new Error(`${path} has changed: see whether its patch is still needed`);
				return {contents: code.replaceAll(from, () => to), loader: 'js'};
			});
		}
	},
};
