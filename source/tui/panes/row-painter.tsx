import {Box, Text} from 'ink';
import {use, useLayoutEffect} from 'react';
import {PainterContext} from './screen-painter.ts';

interface RowPainterProps {
	/** Finished rows: cut to the width of the terminal and coloured. */
	readonly rows: readonly string[];
	/** Where they begin on the screen. */
	readonly top: number;
}

/** Puts finished rows on the screen: past Ink where a painter is given, else one component a row. */
export function RowPainter({rows, top}: RowPainterProps) {
	const painter = use(PainterContext);
	useLayoutEffect(() => painter?.show({top, rows}), [painter, top, rows]);
	useLayoutEffect(() => () => painter?.hide(), [painter]);
	if (painter) return <Box height={rows.length} flexShrink={0} />;
	return (
		<Box flexDirection="column" flexShrink={0} height={rows.length}>
			{rows.map((row, index) => (
				<Box key={index} height={1} flexShrink={0}>
					<Text wrap="truncate">{row}</Text>
				</Box>
			))}
		</Box>
	);
}
