import {Box} from 'ink';
import type {FeedStatus, LogFilter} from '../../shared/log-feed.ts';
import type {Watch} from '../../wizard-engine/prompter.ts';
import {Say, Sentence, useTheme} from '../layout/say.tsx';
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
	return (
		<Box width={width} height={1} flexShrink={0} paddingX={1}>
			<Sentence>
				<Say tone="strong">{title}</Say>
				<Say>{facts.map(fact => `  ${fact}`).join('')}</Say>
				<Say tone="dim">{`  ${panes.length} panes`}</Say>
				<Say tone="dim">{`  ${connection.detail} `}</Say>
				<Say tone={tone}>{mark}</Say>
				<Say tone="dim">{`  ${Math.round(rate)} lines/s  lag ${(lag / 1000).toFixed(1)} s  `}</Say>
				<Say tone={lost > 0 ? 'warning' : 'dim'}>{`${lost} lost`}</Say>
				<Say tone="accent">{filterWords(filter)}</Say>
			</Sentence>
		</Box>
	);
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
