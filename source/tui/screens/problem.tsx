import {Box} from 'ink';
import type {ErrorData} from '../../shared/errors.ts';
import {Paragraph} from '../layout/paragraph.tsx';
import {Rows} from '../layout/rows.tsx';
import {Say, Sentence, useTheme} from '../layout/say.tsx';

interface ProblemProps {
	readonly message: string;
	readonly error?: ErrorData | undefined;
	readonly hint?: string;
	readonly tone?: 'bad' | 'warning' | 'good';
	readonly width: number;
}

/** What is wrong where it was made: what, why, what to do, and the command to copy. */
export function Problem({message, error, hint = error?.hint ?? '', tone = 'bad', width}: ProblemProps) {
	const {marks} = useTheme();
	const next = error?.next[0];
	return (
		<Rows indent={2}>
			<Box width={width - 2} flexShrink={0}>
				<Box flexShrink={0} width={2}>
					<Say tone={tone}>{marks[tone]}</Say>
				</Box>
				<Paragraph width={width - 4}>{message}</Paragraph>
			</Box>
			{hint === '' ? undefined : (
				<Rows indent={2}>
					<Paragraph width={width - 4}>{hint}</Paragraph>
				</Rows>
			)}
			{next === undefined ? undefined : (
				<Box width={width - 2} flexShrink={0} paddingLeft={2}>
					<Sentence wrap="wrap">
						<Say tone="dim">{`Try it yourself${next.when === '' ? '' : ` ${next.when}`}:  `}</Say>
						<Say tone="command">{next.command}</Say>
					</Sentence>
				</Box>
			)}
		</Rows>
	);
}
