import {Box} from 'ink';
import {formatClock} from '../format.ts';
import {Gap, Rows} from '../layout/rows.tsx';
import {Say, Sentence, useTheme} from '../layout/say.tsx';
import {fit, widthOf} from '../text-width.ts';
import type {OpenedRow} from './opened-row.ts';

const widestName = 24;

/** One row of a log, whole. */
export function OpenedView({opened, width}: {readonly opened: OpenedRow; readonly width: number}) {
	const {chosen} = useTheme().marks;
	const {row, fields, cursor} = opened;
	const nameWidth = Math.min(widestName, Math.max(4, ...fields.map(({name}) => widthOf(name))));
	return (
		<Rows indent={1}>
			<Gap />
			<Sentence>
				<Say tone="strong">{formatClock(row.timestamp)}</Say>
				<Say tone="dim">{`  ${row.source}`}</Say>
				<Say tone="dim">{row.level === undefined ? '' : `  ${row.level}`}</Say>
				<Say tone="dim">{row.seq === undefined ? '' : `  line ${row.seq}`}</Say>
			</Sentence>
			<Gap />
			<Box width={width - 2} flexShrink={0}>
				<Say wrap="hard">{row.text === '' ? '(an empty line)' : row.text}</Say>
			</Box>
			{fields.length === 0 ? undefined : (
				<Rows above={1}>
					{fields.map(({name, value}, index) => (
						<Box key={name} width={width - 2} flexShrink={0} height={1}>
							<Sentence>
								<Say tone="chosen">{index === cursor ? `${chosen} ` : '  '}</Say>
								<Say tone={index === cursor ? 'chosen' : 'dim'}>{fit(name, nameWidth)}</Say>
								<Say>{`  ${value}`}</Say>
							</Sentence>
						</Box>
					))}
				</Rows>
			)}
		</Rows>
	);
}
