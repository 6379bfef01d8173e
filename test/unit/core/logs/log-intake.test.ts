import {beforeEach, expect, test} from 'vitest';
import {LogIntake, type LogLine} from '../../../../source/core/logs/log-intake.ts';
import type {LogGap} from '../../../../source/core/logs/log-item.ts';
import {readStoredLine} from '../../../../source/core/logs/read-message.ts';
import {createSanitiser} from '../../../../source/core/logs/sanitise.ts';
import type {LogMessage} from '../../../../source/shared/log-message.ts';
import {createRedactor} from '../../../../source/shared/redactor.ts';
import {Secret} from '../../../../source/shared/secret.ts';
import {appMessage} from '../../../support/publish-logs.ts';

let lines: LogLine[];
let gaps: LogGap[];
let ends: string[];
let intake: LogIntake;

beforeEach(() => {
	lines = [];
	gaps = [];
	ends = [];
	intake = new LogIntake({
		serviceId: 'svc-1',
		redactor: createRedactor([new Secret('correct-horse')]),
		sanitiser: createSanitiser(),
		outputs: {
			line: line => lines.push(line),
			gap: gap => gaps.push(gap),
			buildEnded: ({status}) => ends.push(status),
		},
	});
	intake.withoutHistory(0);
});

const say = (message: Partial<LogMessage> & {readonly seq: number}, now = 0) =>
	intake.message('cs.app.log.svc-1', JSON.stringify(appMessage(message)), now);
const texts = () => lines.map(({text}) => text);

test('a line is put together of its pieces, made safe, and keeps the number of its first piece', () => {
	say({seq: 1, content: 'pass=correct-\u001b[1mho'});
	say({seq: 2, content: 'rse\u001b[0m ok\n'});
	expect(lines).toEqual([
		{seq: 1, timestamp: 1_700_000_000_001, stream: 'stdout', phase: 'run', source: 'app-1', text: 'pass=*** ok'},
	]);
});

test('streams and instances do not mix', () => {
	say({seq: 1, content: 'a'});
	say({seq: 2, content: 'x', logOutput: 'stderr'});
	say({seq: 3, content: 'y', instance: 'app-2'});
	say({seq: 4, content: 'b\n'});
	say({seq: 5, content: 'z\n', logOutput: 'stderr'});
	expect(texts()).toEqual(['ab', 'xz']);
});

test('an unfinished line is shown after two silent seconds', () => {
	say({seq: 1, content: 'Password: '}, 1000);
	intake.tick(2000);
	expect(texts()).toEqual([]);
	intake.tick(3001);
	expect(texts()).toEqual(['Password: ']);
});

test('a secret at the cut of a long line leaves no half behind', () => {
	say({seq: 1, content: `${'x'.repeat(8160)}correct-horse\n`});
	expect(texts()[0]).not.toContain('correct');
	say({seq: 2, content: `${'x'.repeat(8180)}correct-horse and more\n`});
	expect(texts()[1]).not.toContain('correct');
});

test('what other services say, and what is no message, is not shown', () => {
	say({seq: 1, serviceId: 'svc-2'});
	intake.message('cs.app.log.svc-1', 'no json', 0);
	intake.message('cs.app.log.svc-1', '[1]', 0);
	intake.message('cs.app.log.svc-1', '{"serviceId":"svc-1"}', 0);
	expect(lines).toEqual([]);
});

test('build lines, deployment lines and status changes know where they belong', () => {
	say({seq: 1, phase: 'build', content: 'npm ci\n'});
	say({seq: 2, phase: 'release', content: 'instance 1 started\n'});
	const changed = {
		jobId: 1,
		status: 'SUCCEEDED',
		serviceId: 'svc-1',
		message: 'release 5 is live',
		timestamp: 5,
		seq: 3,
	};
	intake.message('cs.deployment.status.changed', JSON.stringify(changed), 0);
	expect(lines.map(({source, text}) => `${source}: ${text}`)).toEqual([
		'build: npm ci',
		'events: instance 1 started',
		'events: release 5 is live',
	]);
});

test('a system that names only the job has its events shown all the same', () => {
	say({seq: 1, phase: 'build', jobId: 77});
	intake.message('cs.deployment.status.changed', '{"jobId":78,"status":"FAILED"}', 0);
	intake.message('cs.deployment.status.changed', '{"jobId":77,"status":"SUCCEEDED"}', 0);
	expect(texts()).toEqual(['line 1', 'deployment succeeded']);
});

test('the end of our build is told, that of another is not', () => {
	say({seq: 1, phase: 'build', deploymentId: 'dep-1', content: 'done'});
	intake.message('cs.build.log.end.dep-9', '{"deploymentId":"dep-9","jobId":9,"status":"failed"}', 0);
	intake.message('cs.build.log.end.dep-1', '{"deploymentId":"dep-1","jobId":1,"status":"success"}', 0);
	expect(ends).toEqual(['success']);
	expect(texts()).toEqual(['done']);
});

test('without numbers of the service, those of each stream tell what is missing', () => {
	const unnumbered = (sequence: number, logOutput: 'stdout' | 'stderr' = 'stdout') => {
		const {seq: _, ...message} = appMessage({seq: 1, sequence, logOutput, content: `${logOutput} ${sequence}\n`});
		intake.message('cs.build.log.dep-1', JSON.stringify(message), 0);
	};
	unnumbered(4);
	unnumbered(9, 'stderr');
	unnumbered(6);
	unnumbered(6);
	intake.tick(10_000);
	unnumbered(7);
	expect(texts()).toEqual(['stdout 4', 'stderr 9', 'stdout 6', 'stdout 7']);
	expect(gaps).toEqual([{from_seq: 5, to_seq: 5, recovered: 0, lost: 1}]);
});

test('what the platform dropped in a flood is counted, what it pruned long ago is not', () => {
	intake = new LogIntake({
		serviceId: 'svc-1',
		redactor: createRedactor([]),
		sanitiser: createSanitiser(),
		outputs: {line: line => lines.push(line), gap: gap => gaps.push(gap), buildEnded: () => undefined},
	});
	const stored = [51, 52, 55].map(seq => [seq, storedLine(seq)] as const);
	intake.history(new Map(stored), {last: 55, wholeAfter: 0}, 0);
	expect(texts()).toEqual(['line 51', 'line 52', 'line 55']);
	expect(gaps).toEqual([{from_seq: 53, to_seq: 54, recovered: 0, lost: 2}]);
});

function storedLine(seq: number) {
	const {timestamp: _, ...message} = appMessage({seq});
	const line = readStoredLine({
		...message,
		timestamp: '2026-01-01T00:00:00.000Z',
		stream: 'stdout',
		source: 'app-1',
		content: `line ${seq}`,
	});
	if (line === undefined) throw new Error('not a stored line');
	return line;
}
