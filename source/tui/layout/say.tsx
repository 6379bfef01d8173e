import {Text} from 'ink';
import {createContext, type ReactNode, use} from 'react';
import {safeText} from '../safe-text.ts';
import {createTheme, type Theme, type Tone} from '../theme.ts';

export const ThemeContext = createContext<Theme>(createTheme({LANG: 'C'}));

export const useTheme = (): Theme => use(ThemeContext);

type Wrap = 'wrap' | 'truncate' | 'hard';

interface SayProps {
	readonly tone?: Tone;
	readonly bold?: boolean;
	readonly inverse?: boolean;
	readonly wrap?: Wrap;
	readonly children: string;
}

/** The only way words reach the screen, so that none gets there with control characters in it. */
export function Say({tone = 'plain', bold, inverse, wrap = 'truncate', children}: SayProps) {
	const {styles} = useTheme();
	return (
		<Text
			{...styles[tone]}
			{...(bold === undefined ? {} : {bold})}
			{...(inverse === undefined ? {} : {inverse})}
			wrap={wrap}
		>
			{safeText(children)}
		</Text>
	);
}

/** Several `Say` on one line. */
export function Sentence({wrap = 'truncate', children}: {readonly wrap?: Wrap; readonly children: ReactNode}) {
	return <Text wrap={wrap}>{children}</Text>;
}
