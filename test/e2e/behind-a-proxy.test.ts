/** A machine whose environment names a proxy: what runs on the machine itself is not asked through it. */
import {resolve} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {Stranger} from '../support/program.ts';

const answers = resolve('examples/hello-node/answers.yaml');
const nobody = 'http://127.0.0.1:9';
const env = {HTTP_PROXY: nobody, HTTPS_PROXY: nobody, http_proxy: nobody, https_proxy: nobody};

let stranger: Stranger;
beforeEach(async () => {
	stranger = await Stranger.arrives();
});
afterEach(() => stranger.leaves());

test('a proxy that is not there keeps nobody from deploying to their own machine', async () => {
	const app = await stranger.copyOf('hello-node');

	const ended = await stranger.tells(['up', '--cwd', app, '--non-interactive', '--answers-file', answers], {env});

	expect(ended.lines.at(-1)).toMatchObject({outcome: 'live'});
	expect((await stranger.tells(['logs', '--cwd', app], {env})).code).toBe(0);
	expect((await stranger.tells(['whoami', '--verify'], {env})).code).toBe(0);
});
