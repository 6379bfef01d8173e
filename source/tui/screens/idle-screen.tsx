import {Waiting} from '../layout/waiting.tsx';
import type {Screen} from './screen.ts';

/** Between two screens: something is being prepared. Keys are dropped, so that nobody answers what they have not seen. */
export function idleScreen(now: () => number, leave: () => void): Screen {
	const since = now();
	return {
		isTyping: false,
		hints: () => [{keys: 'ctrl+c', does: 'leave'}],
		help: () => [],
		leave: () => undefined,
		press: key => {
			if (key.chord === 'ctrl+c') leave();
		},
		draw: () => <Waiting key={since} words="One moment" since={since} now={now} />,
	};
}
