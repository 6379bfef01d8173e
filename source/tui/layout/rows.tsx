import {Box} from 'ink';
import type {ReactNode} from 'react';

interface RowsProps {
	readonly children: ReactNode;
	readonly indent?: number;
	readonly above?: number;
}

/** Things below one another that keep their height; what does not fit is cut off at the bottom, nothing is squeezed. */
export function Rows({children, indent = 0, above = 0}: RowsProps) {
	return (
		<Box flexDirection="column" flexShrink={0} paddingLeft={indent} marginTop={above}>
			{children}
		</Box>
	);
}

/** Words at the left, and a time or a size at the right end of the same row. */
export function Spread({
	left,
	right,
	width,
}: {
	readonly left: ReactNode;
	readonly right?: ReactNode;
	readonly width: number;
}) {
	return (
		<Box width={width} flexShrink={0} justifyContent="space-between">
			<Box flexShrink={1}>{left}</Box>
			{right === undefined ? undefined : (
				<Box flexShrink={0} marginLeft={2}>
					{right}
				</Box>
			)}
		</Box>
	);
}

/** An empty row. */
export function Gap() {
	return <Box height={1} flexShrink={0} />;
}
