// Publishes log lines over NATS at a steady rate until it is killed, as an app does that says too much:
// three of five lines to stdout, one to stderr, one to the build.
import {setTimeout as sleep} from 'node:timers/promises';
import {connect, nkeyAuthenticator} from '@nats-io/transport-node';
import {logSubjects} from '../source/shared/log-message.ts';

const [url = '', serviceId = '', deploymentId = '', perSecond = '1000', firstSeq = '1'] = process.argv.slice(2);
const seed = new TextEncoder().encode(process.env['FLOOD_SEED'] ?? '');
const connection = await connect({servers: url, authenticator: nkeyAuthenticator(seed)});
const subjects = logSubjects('cs');
const [app, build] = [subjects.appLog(serviceId), subjects.buildLog(deploymentId)];
const words = 'the quick brown fox jumps over the lazy dog and answers with a status and a size';

const rate = Number(perSecond);
const started = performance.now();
const sequences = {stdout: 0, stderr: 0, build: 0};
let due = 0;
let seq = Number(firstSeq);
for (;;) {
	const now = Math.floor(((performance.now() - started) / 1000) * rate);
	// After a long pause not everything is made up for: a flood, not a burst. No number is left out either way.
	for (let count = Math.min(now - due, rate / 4); count > 0; count -= 1) publishOne(seq++);
	due = now;
	// What the server has not taken yet must not pile up here and look like a delay of the panes.
	await connection.flush();
	await sleep(2);
}

function publishOne(seq: number): void {
	const kind = seq % 5 === 0 ? 'build' : seq % 5 === 1 ? 'stderr' : 'stdout';
	sequences[kind] += 1;
	const level = seq % 50 === 0 ? 'WARN' : seq % 333 === 0 ? 'ERROR' : 'INFO';
	const colour = seq % 3 === 0 ? String.raw`\u001b[32m` : '';
	connection.publish(
		kind === 'build' ? build : app,
		`{"deploymentId":"${deploymentId}","jobId":1,"serviceId":"${serviceId}","ownerId":"owner","logOutput":"${kind === 'stderr' ? 'stderr' : 'stdout'}","content":"${colour}${level} request ${seq} ${words}\\n","timestamp":${Date.now()},"sequence":${sequences[kind]},"phase":"${kind === 'build' ? 'build' : 'run'}","seq":${seq}${kind === 'build' ? '' : ',"instance":"app-1"'}}`,
	);
}
