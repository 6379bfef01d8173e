import {Box} from 'ink';
import type {FeedStatus, LogFilter} from '../../shared/log-feed.ts';
import type {Watch} from '../../wizard-engine/prompter.ts';
import {Say, Sentence, useTheme} from '../layout/say.tsx';
import {widthOf} from '../text-width.ts';
import type {Marks, Tone} from '../theme.ts';

interface WatchHeaderProps {
	readonly watch: Watch;
	readonly status: FeedStatus;
	readonly filter: LogFilter;
	readonly width: number;
}

/** `hello-node  release 5 live  4 panes  nats ✔  312 lines/s  lag 0.2 s  0 lost` */
export function WatchHeader({watch: {title, facts}, status, filter, width}: WatchHeaderProps) {
	const {marks} = useTheme();
	const {connection, lines_per_second: rate, lag_ms: lag, lost, panes} = status;
	const [mark, tone] = connectionMark(connection.state, marks);
	const chips = fittingChips(
		[
			{text: title, tone: 'strong', rank: 9},
			...facts.map((fact): Chip => ({text: `  ${fact}`, tone: 'plain', rank: 5})),
			{text: `  ${panes.length} panes`, tone: 'dim', rank: 1},
			{text: `  ${connection.detail} `, tone: 'dim', rank: 7},
			{text: mark, tone, rank: 7},
			{text: `  ${Math.round(rate)} lines/s`, tone: 'dim', rank: 2},
			{text: `  lag ${(lag / 1000).toFixed(1)} s`, tone: 'dim', rank: 3},
			{text: `  ${lost} lost`, tone: lost > 0 ? 'warning' : 'dim', rank: 6},
			{text: filterWords(filter), tone: 'accent', rank: 8},
		],
		width - 2,
	);
	return (
		<Box width={width} height={1} flexShrink={0} paddingX={1}>
			<Sentence>
				{chips.map(({text, tone: chipTone}, index) => (
					<Say key={index} tone={chipTone}>
						{text}
					</Say>
				))}
			</Sentence>
		</Box>
	);
}

interface Chip {
	readonly text: string;
	readonly tone: Tone;
	/** What matters least goes first when the line gets too long. */
	readonly rank: number;
}

function fittingChips(chips: readonly Chip[], width: number): readonly Chip[] {
	let shown = chips;
	while (shown.length > 1 && shown.reduce((sum, {text}) => sum + widthOf(text), 0) > width) {
		const least = Math.min(...shown.map(({rank}) => rank));
		shown = shown.filter(({rank}) => rank !== least);
	}

	return shown;
}

function connectionMark(state: FeedStatus['connection']['state'], marks: Marks): readonly [string, Tone] {
	switch (state) {
		case 'connected':
			return [marks.good, 'good'];
		case 'connecting':
		case 'reconnecting':
			return [marks.warning, 'warning'];
		case 'closed':
			return [marks.bad, 'bad'];
	}
}

function filterWords({grep, level}: LogFilter): string {
	const parts = [...(level === undefined ? [] : [`${level} and worse`]), ...(grep === undefined ? [] : [`"${grep}"`])];
	return parts.length === 0 ? '' : `  only ${parts.join(', ')}`;
}
