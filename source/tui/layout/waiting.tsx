import {useEffect, useState} from 'react';
import {formatElapsed} from '../format.ts';
import {Say, Sentence, useTheme} from './say.tsx';

const frameTime = 100;
/** Shorter waits are not shown; longer ones say how long. */
const shownAfter = 150;
const elapsedAfter = 2000;
const reasonAfter = 10_000;

/** Counts up while it is mounted. Only what truly moves may use it. */
export function useFrames(): number {
	const [count, setCount] = useState(0);
	useEffect(() => {
		const timer = setInterval(() => setCount(before => before + 1), frameTime);
		return () => clearInterval(timer);
	}, []);
	return count;
}

interface WaitingProps {
	readonly words: string;
	readonly since: number;
	readonly now: () => number;
	/** Why it takes so long. */
	readonly reason?: string | undefined;
}

/** "Loading the services": nothing at first, then a spinner, the time, and at last the reason. */
export function Waiting({words, since, now, reason}: WaitingProps) {
	const {spinner} = useTheme().marks;
	const frames = useFrames();
	const elapsed = now() - since;
	if (elapsed < shownAfter) return <Say> </Say>;
	const because = reason !== undefined && elapsed >= reasonAfter ? `: ${reason}` : '';
	return (
		<Sentence>
			<Say tone="accent">{spinner[frames % spinner.length] ?? ''}</Say>
			<Say tone="dim">{` ${words}${because}`}</Say>
			<Say tone="dim">{elapsed < elapsedAfter ? '' : `  ${formatElapsed(elapsed)}`}</Say>
		</Sentence>
	);
}
