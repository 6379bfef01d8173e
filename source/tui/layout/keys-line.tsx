import {Box} from 'ink';
import type {KeyHint} from '../screens/screen.ts';
import {widthOf} from '../text-width.ts';
import type {Marks} from '../theme.ts';
import {Say, Sentence, useTheme} from './say.tsx';

const usualGap = 3;

/** The keys' name as this terminal can show it. */
export const keysName = (keys: string, {upDown}: Marks): string => (keys === 'arrows' ? upDown : keys);

const widthOfHint = ({keys, does}: KeyHint): number => widthOf(keys) + (does === '' ? 0 : 1 + widthOf(does));

export const widthOfHints = (hints: readonly KeyHint[], between = usualGap): number =>
	hints.reduce((sum, hint) => sum + widthOfHint(hint) + between, -between);

/** The hints that fit: the last ones go first, those to keep go last. */
export function fittingHints(hints: readonly KeyHint[], width: number, between = usualGap): readonly KeyHint[] {
	const shown = [...hints];
	while (shown.length > 1 && widthOfHints(shown, between) > width) {
		const least = shown.findLastIndex(({keep}) => keep !== true);
		shown.splice(least === -1 ? shown.length - 1 : least, 1);
	}

	return shown;
}

interface KeysLineProps {
	readonly hints: readonly KeyHint[];
	readonly width: number;
	/** Columns between two keys. */
	readonly between?: number;
}

/** The last line: the keys that work now. It never wraps. */
export function KeysLine({hints, width, between = usualGap}: KeysLineProps) {
	const {marks} = useTheme();
	const named = hints.map(hint => ({...hint, keys: keysName(hint.keys, marks)}));
	return (
		<Box width={width} flexShrink={0} height={1} overflow="hidden">
			<Sentence>
				{fittingHints(named, width, between).map(({keys, does}, index) => (
					<Sentence key={keys + does}>
						<Say>{index === 0 ? '' : ' '.repeat(between)}</Say>
						<Say tone="accent">{keys}</Say>
						<Say tone="dim">{does === '' ? '' : ` ${does}`}</Say>
					</Sentence>
				))}
			</Sentence>
		</Box>
	);
}
