import {createPlatformTarget} from './targets/platform.ts';

/** Where a release can run, by the id that `--target` takes. */
export const allTargets = {platform: createPlatformTarget} as const;
