import {Box} from 'ink';
import type {Chapter} from '../../wizard-engine/prompter.ts';
import type {Marks, Tone} from '../theme.ts';
import {Rows} from './rows.tsx';
import {Say, Sentence, useTheme} from './say.tsx';

interface ChaptersProps {
	readonly chapters: readonly Chapter[];
	/** Where the current one stands: "2 of 4". */
	readonly position: string | undefined;
}

/** The chapters as one line: below 100 columns. */
export function ChapterLine({chapters, position}: ChaptersProps) {
	return (
		<Box flexShrink={0} height={1} overflow="hidden">
			<Sentence>
				{chapters.map((chapter, index) => (
					<Sentence key={chapter.id}>
						<Say>{index === 0 ? '' : '   '}</Say>
						<OneChapter chapter={chapter} position={position} />
					</Sentence>
				))}
			</Sentence>
		</Box>
	);
}

/** The chapters below one another: at 100 columns and more. */
export function ChapterColumn({chapters, position}: ChaptersProps) {
	return (
		<Rows>
			{chapters.map(chapter => (
				<Sentence key={chapter.id}>
					<OneChapter chapter={chapter} position={position} />
				</Sentence>
			))}
		</Rows>
	);
}

function OneChapter({
	chapter: {title, state},
	position,
}: {readonly chapter: Chapter} & Pick<ChaptersProps, 'position'>) {
	const {marks} = useTheme();
	const isCurrent = state === 'current';
	return (
		<>
			<Say tone={tones[state]}>{`${markOf(state, marks)} `}</Say>
			<Say tone={isCurrent ? 'strong' : state === 'waiting' ? 'dim' : 'plain'}>{title}</Say>
			<Say tone="dim">{isCurrent && position !== undefined && position !== '' ? ` ${position}` : ''}</Say>
		</>
	);
}

const tones: Readonly<Record<Chapter['state'], Tone>> = {
	done: 'good',
	current: 'accent',
	waiting: 'dim',
	failed: 'bad',
};

function markOf(state: Chapter['state'], marks: Marks): string {
	return {done: marks.good, current: marks.current, waiting: marks.waiting, failed: marks.bad}[state];
}
