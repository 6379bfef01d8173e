import {Box, Text} from 'ink';

/**
 * Puts finished rows on the screen. They are cut and coloured already, so Ink neither measures nor wraps them;
 * another painter that writes past Ink would take the same rows.
 */
export function RowPainter({rows}: {readonly rows: readonly string[]}) {
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
