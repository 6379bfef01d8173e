import {Box} from 'ink';
import type {Line} from '../../wizard-engine/prompter.ts';
import {safeText} from '../safe-text.ts';
import type {Marks} from '../theme.ts';
import {widthOf} from '../text-width.ts';
import {Paragraph} from './paragraph.tsx';
import {Rows, Spread} from './rows.tsx';
import {Say, Sentence, useTheme} from './say.tsx';

/** Lines of a screen's middle: a tone picks the mark and the colour, an aside stands at the right. */
export function Lines({lines, width}: {readonly lines: readonly Line[]; readonly width: number}) {
	return (
		<Rows>
			{lines.map((line, index) => (
				<OneLine key={index} line={line} width={width} />
			))}
		</Rows>
	);
}

function OneLine({
	line: {text, tone = 'plain', beside = '', aside},
	width,
}: {
	readonly line: Line;
	readonly width: number;
}) {
	const {marks} = useTheme();
	const mark = markOf(tone, marks);
	if (text === '' && beside === '' && aside === undefined) return <Box height={1} flexShrink={0} />;
	const indent = tone === 'quote' || tone === 'command' || mark !== undefined ? 2 : 0;
	const room = width - indent - (aside === undefined ? 0 : widthOf(aside) + 2);
	const words = (
		<Box flexShrink={1} paddingLeft={tone === 'quote' || tone === 'command' ? 2 : 0}>
			{mark === undefined ? undefined : (
				<Box flexShrink={0} marginRight={1}>
					<Say tone={tone}>{mark}</Say>
				</Box>
			)}
			{beside === '' ? (
				<Paragraph tone={mark === undefined ? tone : 'plain'} width={room}>
					{text}
				</Paragraph>
			) : (
				<Sentence>
					<Say tone={mark === undefined ? tone : 'plain'}>{safeText(text)}</Say>
					<Say tone="dim">{safeText(beside)}</Say>
				</Sentence>
			)}
		</Box>
	);
	return <Spread left={words} right={aside === undefined ? undefined : <Say tone="dim">{aside}</Say>} width={width} />;
}

function markOf(tone: NonNullable<Line['tone']>, marks: Marks): string | undefined {
	switch (tone) {
		case 'good':
			return marks.good;
		case 'warning':
			return marks.warning;
		case 'bad':
			return marks.bad;
		default:
			return undefined;
	}
}
