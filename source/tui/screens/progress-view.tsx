import {Box} from 'ink';
import {formatBytes, formatBytesOf, formatDuration, formatElapsed} from '../format.ts';
import {Gap, Rows, Spread} from '../layout/rows.tsx';
import {Say, Sentence, useTheme} from '../layout/say.tsx';
import {useFrames} from '../layout/waiting.tsx';
import {fit, widthOf} from '../text-width.ts';
import type {Marks, Tone} from '../theme.ts';
import {type ProgressState, speedOf, type TaskRow} from './progress-state.ts';
import type {Area} from './screen.ts';
import {type Scroll, scrolledRows} from './scroll.ts';

interface ProgressViewProps {
	readonly title: string;
	readonly state: ProgressState;
	readonly output: readonly string[];
	readonly startedAt: number;
	readonly now: () => number;
	/** Present while all output is looked at. */
	readonly scroll: Scroll | undefined;
	readonly area: Area;
}

const barWidth = 24;
const elapsedAfter = 2000;

/** The steps with one spinner, and the newest lines of output below them. */
export function ProgressView({title, state, output, startedAt, now, scroll, area}: ProgressViewProps) {
	const frames = useFrames();
	const {columns, rows} = area;
	const elapsed = now() - startedAt;
	const head = (
		<Spread
			left={<Say tone="strong">{title}</Say>}
			right={<Say tone="dim">{elapsed < elapsedAfter ? '' : formatElapsed(elapsed)}</Say>}
			width={columns}
		/>
	);
	if (scroll) {
		return (
			<Rows>
				{head}
				<Gap />
				<LogLines lines={scrolledRows(scroll, output)} width={columns} />
			</Rows>
		);
	}

	const titleWidth = Math.max(8, ...state.tasks.map(task => widthOf(task.title)));
	const room = Math.max(0, rows - 4 - state.tasks.length - state.tasks.filter(({error}) => error).length);
	return (
		<Rows>
			{head}
			<Gap />
			{state.tasks.map(task => (
				<OneTask key={task.task} row={task} titleWidth={titleWidth} width={columns} now={now()} frames={frames} />
			))}
			<Gap />
			<LogLines lines={room > 0 ? output.slice(-room) : []} width={columns} />
		</Rows>
	);
}

function LogLines({lines, width}: {readonly lines: readonly string[]; readonly width: number}) {
	return (
		<Rows>
			{lines.map((line, index) => (
				<Box key={index} width={width} height={1} flexShrink={0} paddingLeft={2}>
					<Say tone="dim">{line === '' ? ' ' : line}</Say>
				</Box>
			))}
		</Rows>
	);
}

interface OneTaskProps {
	readonly row: TaskRow;
	readonly titleWidth: number;
	readonly width: number;
	readonly now: number;
	readonly frames: number;
}

const tones: Readonly<Record<TaskRow['state'], Tone>> = {
	waiting: 'dim',
	current: 'accent',
	done: 'good',
	failed: 'bad',
};

function OneTask({row, titleWidth, width, now, frames}: OneTaskProps) {
	const {marks} = useTheme();
	const left = (
		<Sentence>
			<Say>{'  '}</Say>
			<Say tone={tones[row.state]}>{markOf(row, marks, frames)}</Say>
			<Say tone={row.state === 'waiting' ? 'dim' : 'plain'}>{` ${fit(row.title, titleWidth, marks.more)}   `}</Say>
			<Middle row={row} now={now} frames={frames} />
		</Sentence>
	);
	return <Spread left={left} right={<Say tone="dim">{asideOf(row, now)}</Say>} width={width} />;
}

function markOf({state}: TaskRow, marks: Marks, frames: number): string {
	switch (state) {
		case 'waiting':
			return marks.waiting;
		case 'current':
			return marks.spinner[frames % marks.spinner.length] ?? '';
		case 'done':
			return marks.good;
		case 'failed':
			return marks.bad;
	}
}

function Middle({row, now}: Pick<OneTaskProps, 'row' | 'now' | 'frames'>) {
	const {marks} = useTheme();
	const {state, progress, summary, waiting, error} = row;
	if (state === 'done') return <Say>{summary}</Say>;
	if (state === 'failed') return <Say>{error?.message ?? ''}</Say>;
	if (state === 'waiting') return <Say tone="dim">{waiting ?? ''}</Say>;
	if (!progress) return <Say tone="dim">{waiting ?? ''}</Say>;
	const {done, total, unit, message} = progress;
	if (unit === 'tries') return <Say tone="dim">{message ?? `try ${done}`}</Say>;
	const amount =
		unit === 'bytes' ? amountOfBytes(done, total) : total === undefined ? String(done) : `${done} of ${total}`;
	const speed = speedOf(row, now);
	const full = total === undefined || total === 0 ? 0 : Math.min(barWidth, Math.round((done / total) * barWidth));
	return (
		<Sentence>
			<Say tone="accent">{total === undefined ? '' : marks.barFull.repeat(full)}</Say>
			<Say tone="dim">{total === undefined ? '' : `${marks.barEmpty.repeat(barWidth - full)}  `}</Say>
			<Say>{amount}</Say>
			<Say tone="dim">{speed ? `  ${formatBytes(speed.rate)}/s` : ''}</Say>
			<Say tone="dim">{message === undefined ? '' : `  ${message}`}</Say>
		</Sentence>
	);
}

const amountOfBytes = (done: number, total: number | undefined): string =>
	total === undefined ? formatBytes(done) : formatBytesOf(done, total);

/** At the right end: how long it took, what is left, or how long it has been going on. */
function asideOf(row: TaskRow, now: number): string {
	if (row.state === 'done' || row.state === 'failed') return formatDuration(row.duration);
	if (row.state === 'waiting') return '';
	const left = speedOf(row, now)?.left;
	if (left !== undefined) return `${Math.max(1, Math.round(left / 1000))} s left`;
	const elapsed = now - row.startedAt;
	return elapsed < elapsedAfter ? '' : formatElapsed(elapsed);
}
