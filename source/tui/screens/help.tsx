import {Box} from 'ink';
import {Paragraph} from '../layout/paragraph.tsx';
import {Gap, Rows} from '../layout/rows.tsx';
import {keysName} from '../layout/keys-line.tsx';
import {Say, useTheme} from '../layout/say.tsx';
import type {Area, KeyHint, Screen} from './screen.ts';

const everywhere = [
	{keys: 'ctrl+g', does: 'this help, also while you type'},
	{keys: 'ctrl+l', does: 'draw the screen again'},
	{keys: 'ctrl+c', does: 'leave; asks first while work is running'},
];

/** A key stands once: a screen's own word for it says more. */
function allKeys(screen: Screen): readonly KeyHint[] {
	const own = screen.hints().filter(({does}) => does !== '');
	return [...own, ...everywhere.filter(({keys}) => !own.some(hint => hint.keys === keys))];
}

/** What lies over the middle: the keys of this screen and what it does. */
export function Help({screen, area}: {readonly screen: Screen; readonly area: Area}) {
	const {marks} = useTheme();
	const about = screen.help();
	return (
		<Rows>
			<Say tone="strong">Keys of this screen</Say>
			<Gap />
			{allKeys(screen).map(({keys, does}) => (
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
