import {natsSource} from './nats.ts';
import type {LogSource} from './source.ts';
import {sseSource} from './sse.ts';

/** In the order they are tried. */
export const allSources: readonly LogSource[] = [natsSource, sseSource];
