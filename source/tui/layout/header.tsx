import type {Frame} from '../../wizard-engine/prompter.ts';
import type {Marks, Tone} from '../theme.ts';
import {Spread} from './rows.tsx';
import {Say, Sentence, useTheme} from './say.tsx';

type State = Frame['connection']['state'];

const tones: Readonly<Record<State, Tone>> = {none: 'dim', ok: 'good', waiting: 'warning', broken: 'bad'};

/** Line 1: who and where. */
export function Header({frame: {who, service, connection}, width}: {readonly frame: Frame; readonly width: number}) {
	const {marks} = useTheme();
	const place = [who, service].filter(part => part !== '').join('   ');
	const left = (
		<Sentence>
			<Say tone="strong">cs-wizard</Say>
			<Say>{place === '' ? '' : `   ${place}`}</Say>
		</Sentence>
	);
	const right = (
		<Sentence>
			<Say tone={tones[connection.state]}>{markOf(connection.state, marks)}</Say>
			<Say tone="dim">{connection.text}</Say>
		</Sentence>
	);
	return <Spread left={left} right={right} width={width} />;
}

function markOf(state: State, marks: Marks): string {
	return {none: '', ok: `${marks.good} `, waiting: `${marks.waiting} `, broken: `${marks.bad} `}[state];
}
