import {Box, useWindowSize} from 'ink';
import {useSyncExternalStore} from 'react';
import {ChapterColumn, ChapterLine} from './layout/chapters.tsx';
import {Header} from './layout/header.tsx';
import {KeysLine} from './layout/keys-line.tsx';
import {Lines} from './layout/lines.tsx';
import {Gap} from './layout/rows.tsx';
import {Say, ThemeContext, useTheme} from './layout/say.tsx';
import {PainterContext, type ScreenPainter} from './panes/screen-painter.ts';
import type {ScreenStore} from './screen-store.ts';
import {Help} from './screens/help.tsx';
import {TooSmall} from './screens/too-small.tsx';
import type {Theme} from './theme.ts';

const smallest = {columns: 80, rows: 24};
const wideEnoughForColumn = 100;
const columnWidth = 24;
/** Header, empty row; the row for a question above the rule; rule, keys. */
const outerRows = 5;

interface AppProps {
	readonly store: ScreenStore;
	readonly theme: Theme;
	readonly painter: ScreenPainter;
}

/** The one mounted component: the four places, and in the middle what the current screen draws. */
export function App({store, theme, painter}: AppProps) {
	useSyncExternalStore(store.subscribe, store.version);
	const {columns, rows} = useWindowSize();
	return (
		<ThemeContext value={theme}>
			<PainterContext value={painter}>
				<Box key={store.generation} width={columns} height={rows} flexDirection="column" overflow="hidden">
					{columns < smallest.columns || rows < smallest.rows ? (
						<TooSmall columns={columns} rows={rows} needed={smallest} />
					) : store.screen.isWhole === true && !store.isHelpOpen ? (
						store.screen.draw({columns, rows})
					) : (
						<Places store={store} columns={columns} rows={rows} />
					)}
				</Box>
			</PainterContext>
		</ThemeContext>
	);
}

interface PlacesProps {
	readonly store: ScreenStore;
	readonly columns: number;
	readonly rows: number;
}

function Places({store, columns, rows}: PlacesProps) {
	const {marks} = useTheme();
	const {screen, frame, notes, isHelpOpen} = store;
	const width = columns - 2;
	const hasChapters = frame.chapters.length > 0;
	const hasColumn = hasChapters && columns >= wideEnoughForColumn;
	const position = screen.position?.();
	const above = hasChapters && !hasColumn ? 2 : 0;
	const noteRows = notes.length === 0 ? 0 : notes.length + 1;
	const area = {columns: width - (hasColumn ? columnWidth : 0), rows: rows - outerRows - above - noteRows};
	const hints = isHelpOpen ? [{keys: 'any key', does: 'close the help'}] : screen.hints();
	return (
		<Box flexDirection="column" paddingX={1} height={rows}>
			<Header frame={frame} width={width} />
			<Gap />
			{above > 0 ? (
				<>
					<ChapterLine chapters={frame.chapters} position={position} />
					<Gap />
				</>
			) : undefined}
			<Box flexGrow={1} flexShrink={1} overflow="hidden">
				{hasColumn ? (
					<Box width={columnWidth} flexShrink={0}>
						<ChapterColumn chapters={frame.chapters} position={position} />
					</Box>
				) : undefined}
				<Box flexDirection="column" width={area.columns} flexShrink={0} overflow="hidden">
					{noteRows > 0 ? (
						<>
							<Lines lines={notes} width={area.columns} />
							<Gap />
						</>
					) : undefined}
					{isHelpOpen ? <Help screen={screen} area={area} /> : screen.draw(area)}
				</Box>
			</Box>
			<Box height={1} flexShrink={0}>
				<Say tone="warning">{screen.banner?.() ?? ''}</Say>
			</Box>
			<Box height={1} flexShrink={0}>
				<Say tone="dim">{marks.rule.repeat(width)}</Say>
			</Box>
			<KeysLine hints={hints} width={width} />
		</Box>
	);
}
