import {Box} from 'ink';
import {useEffect} from 'react';
import type {LogFilter} from '../../shared/log-feed.ts';
import type {Watch} from '../../wizard-engine/prompter.ts';
import {TextLine} from '../fields/text-line.tsx';
import {KeysLine} from '../layout/keys-line.tsx';
import {Spread} from '../layout/rows.tsx';
import {Say, Sentence, useTheme} from '../layout/say.tsx';
import type {Area, KeyHint} from '../screens/screen.ts';
import {composePanes, type PanesLook} from './compose-panes.ts';
import type {OpenedRow} from './opened-row.ts';
import {OpenedView} from './opened-view.tsx';
import {RowPainter} from './row-painter.tsx';
import type {Typing} from './typing.ts';
import {WatchHeader} from './watch-header.tsx';

interface WatchViewProps {
	readonly watch: Watch;
	readonly panes: Omit<PanesLook, 'theme'>;
	readonly filter: LogFilter;
	readonly typing: Typing | undefined;
	readonly opened: OpenedRow | undefined;
	readonly message: string;
	readonly hints: readonly KeyHint[];
	readonly area: Area;
	/** Told when the window has another size, so that other rows are fetched. */
	readonly onArea: (area: Area) => void;
}

/** The whole screen of the panes: header, panes, rule, keys. */
export function WatchView(props: WatchViewProps) {
	const {watch, panes, filter, typing, opened, message, hints, area, onArea} = props;
	const theme = useTheme();
	const {columns, rows} = area;
	useEffect(() => onArea({columns, rows}), [onArea, columns, rows]);
	const paneRows = rows - 3;
	return (
		<Box flexDirection="column" width={columns} height={rows}>
			<WatchHeader watch={watch} status={panes.status} filter={filter} width={columns} />
			{opened ? (
				<Box height={paneRows} flexShrink={0} overflow="hidden">
					<OpenedView opened={opened} width={columns} />
				</Box>
			) : (
				<RowPainter rows={composePanes({...panes, theme}, paneRows)} top={1} />
			)}
			<Box height={1} flexShrink={0} paddingX={1}>
				<Say tone="dim">{theme.marks.rule.repeat(columns - 2)}</Say>
			</Box>
			<Box height={1} flexShrink={0} paddingX={1}>
				{typing ? (
					<TypingLine typing={typing} filter={filter} width={columns - 2} />
				) : message === '' ? (
					<KeysLine hints={hints} width={columns - 2} between={2} />
				) : (
					<Say tone="good">{message}</Say>
				)}
			</Box>
		</Box>
	);
}

interface TypingLineProps {
	readonly typing: Typing;
	readonly filter: LogFilter;
	readonly width: number;
}

function TypingLine({typing: {what, text}, filter: {level}, width}: TypingLineProps) {
	const keys = what === 'search' ? 'enter find   esc end' : `tab level: ${level ?? 'all'}   enter keep   esc all rows`;
	return (
		<Spread
			left={
				<Box>
					<Sentence>
						<Say tone="accent">{what === 'search' ? 'Search ' : 'Filter '}</Say>
					</Sentence>
					<TextLine field={text} width={Math.max(10, width - keys.length - 12)} />
				</Box>
			}
			right={<Say tone="dim">{keys}</Say>}
			width={width}
		/>
	);
}
