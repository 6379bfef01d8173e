import {Box} from 'ink';
import {Paragraph} from '../layout/paragraph.tsx';
import {Gap, Rows} from '../layout/rows.tsx';
import {keysName} from '../layout/keys-line.tsx';
import {Say, useTheme} from '../layout/say.tsx';
import type {Area, Screen} from './screen.ts';

const everywhere = [
	{keys: 'ctrl+g', does: 'this help, also while you type'},
	{keys: 'ctrl+l', does: 'draw the screen again'},
	{keys: 'ctrl+c', does: 'leave; asks first while work is running'},
];

/** What lies over the middle: the keys of this screen and what it does. */
export function Help({screen, area}: {readonly screen: Screen; readonly area: Area}) {
	const {marks} = useTheme();
	const about = screen.help();
	return (
		<Rows>
			<Say tone="strong">Keys of this screen</Say>
			<Gap />
			{[...screen.hints(), ...everywhere].map(({keys, does}) => (
				<Box key={keys + does} width={area.columns} flexShrink={0}>
					<Box width={18} flexShrink={0} paddingLeft={2}>
						<Say tone="accent">{keysName(keys, marks)}</Say>
					</Box>
					<Say>{does}</Say>
				</Box>
			))}
			<Gap />
			{about.map((line, index) => (
				<Paragraph key={index} width={area.columns}>
					{line}
				</Paragraph>
			))}
		</Rows>
	);
}
