const {Segmenter} = Intl;

/**
 * Each of these is a character of its own whatever stands beside it (UAX #29: nothing that extends or joins, no
 * Hangul, no flag): ASCII and its controls without the carriage return, Latin, dashes and quotes, arrows, frames.
 */
// oxlint-disable-next-line no-control-regex -- Colours begin with ESC.
const apart = /^[\t\n\u001B\u0020-\u007E\u00A0-\u02FF\u2010-\u2027\u2030-\u205E\u2100-\u2BFF]*$/;

interface Segments extends Iterable<Intl.SegmentData> {
	containing(index?: number): Intl.SegmentData | undefined;
}

/**
 * `Intl.Segmenter`, whose rules take 10 to 30 ms to read: they are read when a text needs them, and the first screen
 * does not. The build puts it in the place of `Intl.Segmenter` in the packages that measure text.
 */
export class QuickSegmenter {
	readonly #locales: string | undefined;
	readonly #options: Intl.SegmenterOptions;
	#full: Intl.Segmenter | undefined;

	constructor(locales?: string, options: Intl.SegmenterOptions = {}) {
		this.#locales = locales;
		this.#options = options;
	}

	segment(input: string): Segments {
		const {granularity = 'grapheme'} = this.#options;
		if (granularity !== 'grapheme' || !apart.test(input)) return this.#segmenter().segment(input);
		return {
			containing: index => this.#segmenter().segment(input).containing(index),
			*[Symbol.iterator]() {
				for (let index = 0; index < input.length; index += 1) yield {segment: input.charAt(index), index, input};
			},
		};
	}

	#segmenter(): Intl.Segmenter {
		this.#full ??= new Segmenter(this.#locales, this.#options);
		return this.#full;
	}
}
