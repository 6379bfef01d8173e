import {Box} from 'ink';
import {safeText} from '../safe-text.ts';
import {wrapWords} from '../text-width.ts';
import type {Tone} from '../theme.ts';
import {Say} from './say.tsx';

interface ParagraphProps {
	readonly tone?: Tone;
	readonly width: number;
	readonly children: string;
}

/** Words over as many rows as they need. Leading spaces stay, because some lines are aligned by them. */
export function Paragraph({tone = 'plain', width, children}: ParagraphProps) {
	const text = safeText(children);
	const indent = /^ */.exec(text)?.[0] ?? '';
	return (
		<Box flexDirection="column" width={width} flexShrink={0}>
			{wrapWords(text.slice(indent.length), width - indent.length).map((line, index) => (
				<Box key={index} height={1} flexShrink={0}>
					<Say tone={tone}>{indent + line}</Say>
				</Box>
			))}
		</Box>
	);
}
