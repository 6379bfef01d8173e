import type {Builder} from './builders/builder.ts';
import {layersBuilder} from './builders/layers.ts';

/** Every way to make an image. The first that does not refuse builds, unless one is named. */
export const allBuilders: readonly Builder[] = [layersBuilder];
