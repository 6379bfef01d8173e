import type {LayerResult} from '../../shared/health-ladder.ts';

/** Trying an answer out before it is given (ctrl+t). */
export type Trial =
	| {readonly state: 'running'; readonly since: number}
	| {readonly state: 'done'; readonly result: LayerResult}
	| {readonly state: 'failed'; readonly message: string};
