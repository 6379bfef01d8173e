import type {Area} from './screen.ts';
import {Say} from '../layout/say.tsx';

/** One line that is true while the window is being resized. */
export function TooSmall({columns, rows, needed}: Area & {readonly needed: Area}) {
	return (
		<Say tone="warning" wrap="wrap">
			{`cs-wizard needs ${needed.columns}x${needed.rows}, this window is ${columns}x${rows}.`}
		</Say>
	);
}
