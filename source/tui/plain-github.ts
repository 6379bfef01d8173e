/** The workflow commands of GitHub Actions. What the app or a tool says must not be able to give one. */
import {safeText} from './safe-text.ts';

const data = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

export const groupStart = (title: string): string => `::group::${data(safeText(title))}`;
export const groupEnd = '::endgroup::';

/** An annotation that stands on the run's page. */
export function errorAnnotation(title: string, message: string): string {
	return `::error title=${property(title)}::${data(message)}`;
}

/** A foreign line that the runner reads as text: its commands start with `::`, or hold `##[`. */
export function harmlessLine(text: string): string {
	return `| ${safeText(text).replaceAll('##[', '## [')}`;
}
