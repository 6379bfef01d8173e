/** Runs a platform in a process of its own, for tests that kill it: `serve-until-killed.ts DATA_FOLDER`. Prints where it answers. */
import {servePlatform} from '../../../source/platform/serve/serve-platform.ts';

const [dataFolder = ''] = process.argv.slice(2);
const platform = await servePlatform({dataFolder, version: '1', env: process.env});
const {info} = platform;
process.stdout.write(`${JSON.stringify({...info, api_key: info.api_key?.reveal() ?? null})}\n`);
process.once('SIGTERM', () => void platform.close());
