import type {Benchmark} from './benchmark.ts';
import {deploy} from './deploy.ts';
import {layers} from './layers.ts';
import {messageServers} from './messages.ts';
import {panes} from './panes.ts';
import {startUp} from './start-up.ts';

/** In the order in which they run. */
export const allBenchmarks: readonly Benchmark[] = [startUp, deploy, layers, messageServers, panes];
