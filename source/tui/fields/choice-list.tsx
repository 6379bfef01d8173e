import {Box} from 'ink';
import {Rows} from '../layout/rows.tsx';
import {Say, Sentence, useTheme} from '../layout/say.tsx';
import {fit, shorten, widthOf} from '../text-width.ts';
import {type Option, type SelectField, visibleOptions} from './select-field.ts';

interface ChoiceListProps {
	readonly field: SelectField;
	readonly width: number;
	/** The marked values of a list of several. */
	readonly marked?: ReadonlySet<string>;
	/** What is typed is an answer of its own when nothing matches. */
	readonly freeText?: boolean;
}

const widestLabel = 40;

/** The rows of a list. It keeps its height while it is filtered, and its hints stand below one another. */
export function ChoiceList({field, width, marked, freeText = false}: ChoiceListProps) {
	const {options, top, height, cursor, filter} = field;
	const {more} = useTheme().marks;
	const passing = visibleOptions(field);
	const shown = passing.slice(top, top + height);
	const labelWidth = Math.min(widestLabel, Math.max(8, ...options.map(({label}) => widthOf(label))));
	const rows = Math.min(height, options.length);
	const below = passing.length - top - shown.length;
	return (
		<Box flexDirection="column" height={Math.max(1, rows)} flexShrink={0} overflow="hidden">
			{passing.length === 0 ? <NoMatch filter={filter} freeText={freeText} /> : undefined}
			{shown.map((option, index) => (
				<Row
					key={option.value}
					option={option}
					isChosen={top + index === cursor}
					isMarked={marked?.has(option.value)}
					labelWidth={labelWidth}
					width={width}
					aside={
						index === 0 && top > 0
							? `${more} ${top} above`
							: index === rows - 1 && below > 0
								? `${more} ${below} below`
								: undefined
					}
				/>
			))}
		</Box>
	);
}

function NoMatch({filter, freeText}: {readonly filter: string; readonly freeText: boolean}) {
	const {chosen} = useTheme().marks;
	if (filter === '') return <Say tone="dim">{freeText ? '  Type a value' : '  There is nothing to choose from'}</Say>;
	return freeText ? (
		<Say tone="chosen">{`${chosen} ${filter}`}</Say>
	) : (
		<Say tone="dim">{`  Nothing matches "${filter}"`}</Say>
	);
}

interface RowProps {
	readonly option: Option;
	readonly isChosen: boolean;
	readonly isMarked: boolean | undefined;
	readonly labelWidth: number;
	readonly width: number;
	readonly aside: string | undefined;
}

function Row({option: {label, hint = ''}, isChosen, isMarked, labelWidth, width, aside = ''}: RowProps) {
	const {chosen, ticked, unticked, more} = useTheme().marks;
	const box = isMarked === undefined ? '' : `${isMarked ? ticked : unticked} `;
	const room = width - 2 - widthOf(box) - labelWidth - 3 - (aside === '' ? 0 : widthOf(aside) + 2);
	const named = hint === '' ? label : fit(label, labelWidth, more);
	const labelRoom = hint === '' ? width - 2 - widthOf(box) - (aside === '' ? 0 : widthOf(aside) + 2) : labelWidth;
	return (
		<Box width={width} flexShrink={0} justifyContent="space-between">
			<Sentence>
				<Say tone="chosen">{isChosen ? `${chosen} ` : '  '}</Say>
				<Say tone={isMarked === true ? 'good' : 'dim'}>{box}</Say>
				<Say tone={isChosen ? 'chosen' : 'plain'}>{shorten(named, labelRoom, more)}</Say>
				<Say tone="dim">{hint === '' ? '' : `   ${shorten(hint, room, more)}`}</Say>
			</Sentence>
			<Say tone="dim">{aside}</Say>
		</Box>
	);
}

/** What was typed to narrow the list, at the right of the question. */
export function FilterNote({field}: {readonly field: SelectField}) {
	const {cursor} = useTheme().marks;
	if (field.filter === '') return <Rows>{undefined}</Rows>;
	return (
		<Sentence>
			<Say tone="accent">{field.filter}</Say>
			<Say tone="accent">{cursor}</Say>
			<Say tone="dim">{`  ${visibleOptions(field).length} of ${field.options.length}`}</Say>
		</Sentence>
	);
}
