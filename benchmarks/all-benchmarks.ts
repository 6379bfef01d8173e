import type {Benchmark} from './benchmark.ts';
import {panes} from './panes.ts';
import {startUp} from './start-up.ts';

/** In the order in which they run: the quick ones first. */
export const allBenchmarks: readonly Benchmark[] = [startUp, panes];
