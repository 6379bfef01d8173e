import {Box} from 'ink';
import {Say, Sentence, useTheme} from '../layout/say.tsx';
import {type TextField, windowOf} from './text-field.ts';

interface TextLineProps {
	readonly field: TextField;
	readonly width: number;
	/** Stands in an empty field, dim. */
	readonly placeholder?: string | undefined;
}

/** A line of text with its cursor; a long one scrolls so that the cursor is seen. */
export function TextLine({field, width, placeholder = ''}: TextLineProps) {
	const {marks} = useTheme();
	const {before, under, after, hiddenLeft, hiddenRight} = windowOf(field, width - 2);
	return (
		<Box width={width} height={1} flexShrink={0} overflow="hidden">
			<Sentence>
				<Say tone="chosen">{`${marks.chosen} `}</Say>
				<Say tone="dim">{hiddenLeft ? marks.more : ''}</Say>
				<Say>{before}</Say>
				{under === '' ? <Say tone="accent">{marks.cursor}</Say> : <Say inverse>{under}</Say>}
				<Say>{after}</Say>
				<Say tone="dim">{field.value === '' ? ` ${placeholder}` : hiddenRight ? marks.more : ''}</Say>
			</Sentence>
		</Box>
	);
}

interface SecretLineProps extends TextLineProps {
	readonly lengthClass: string;
	readonly isRevealed: boolean;
}

const dots = 8;

/** A secret shows only that something is there, and its class of length. */
export function SecretLine({field, width, placeholder, lengthClass, isRevealed}: SecretLineProps) {
	const {marks} = useTheme();
	if (isRevealed || field.value === '') return <TextLine field={field} width={width} placeholder={placeholder} />;
	return (
		<Box width={width} height={1} flexShrink={0} overflow="hidden">
			<Sentence>
				<Say tone="chosen">{`${marks.chosen} `}</Say>
				<Say>{marks.hidden.repeat(dots)}</Say>
				<Say tone="accent">{marks.cursor}</Say>
				<Say tone="dim">{`  ${lengthClass}`}</Say>
			</Sentence>
		</Box>
	);
}

/** Yes and no side by side. */
export function ConfirmLine({yes}: {readonly yes: boolean}) {
	const {chosen} = useTheme().marks;
	return (
		<Sentence>
			<Say tone={yes ? 'chosen' : 'plain'}>{yes ? `${chosen} Yes` : '  Yes'}</Say>
			<Say>{'   '}</Say>
			<Say tone={yes ? 'plain' : 'chosen'}>{yes ? '  No' : `${chosen} No`}</Say>
		</Sentence>
	);
}
