import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {
	parseJson,
	readBuildLogEvent,
	readLogMessage,
	readStoredLine,
} from '../../../../source/core/logs/read-message.ts';
import {storedLineSchema} from '../../../../source/shared/api-contract.ts';
import {logMessageSchema, logPhases} from '../../../../source/shared/log-message.ts';
import {appMessage} from '../../../support/publish-logs.ts';

const field = fc.oneof(fc.string(), fc.integer(), fc.constantFrom('stdout', 'stderr', 'run', 'build', null, true));
const valid = appMessage({seq: 7});

test('what the schema takes, the reader takes with the same values', () => {
	const messages = fc.record({
		content: fc.string(),
		timestamp: fc.integer(),
		seq: fc.option(fc.integer({min: 1}), {nil: undefined}),
		sequence: fc.integer({min: 1}),
		logOutput: fc.constantFrom('stdout', 'stderr'),
		phase: fc.constantFrom(...logPhases, 'run'),
	});
	fc.assert(
		fc.property(messages, message => {
			const whole = {...valid, ...message};
			const wanted = logMessageSchema.parse(whole);
			const {item, serviceId} = readLogMessage(whole) ?? {};
			expect(serviceId).toBe(wanted.serviceId);
			expect(item).toMatchObject({
				content: wanted.content,
				timestamp: wanted.timestamp,
				stream: wanted.logOutput,
				phase: wanted.phase,
				sequence: wanted.sequence,
			});
			expect(item?.seq).toBe(wanted.seq);
		}),
	);
});

test('whatever stands in the fields, what comes out is a line or nothing', () => {
	const some = fc.record(
		{content: field, timestamp: field, phase: field, seq: field, logOutput: field, serviceId: field, instance: field},
		{requiredKeys: []},
	);
	fc.assert(
		fc.property(some, fields => {
			const {item} = readLogMessage({...valid, ...fields}) ?? {};
			if (item === undefined) return;
			expect(typeof item.content).toBe('string');
			expect(['stdout', 'stderr']).toContain(item.stream);
			expect(item.seq === undefined || item.seq > 0).toBe(true);
		}),
	);
});

test('a stored line ends like a spoken one', () => {
	const stored = storedLineSchema.parse({
		seq: 1,
		sequence: 1,
		timestamp: '2026-01-01T00:00:00.000Z',
		stream: 'stderr',
		phase: 'run',
		source: 'app-2',
		deploymentId: 'dep-1',
		content: 'hello',
	});
	expect(readStoredLine(stored)).toMatchObject({content: 'hello\n', stream: 'stderr', source: 'app-2', seq: 1});
	expect(readStoredLine({...stored, timestamp: 'yesterday'})).toBeUndefined();
	expect(readStoredLine('hello')).toBeUndefined();
});

test('an event of the build stream is a build line', () => {
	expect(
		readBuildLogEvent({seqNo: 3, content: 'a\n', logOutput: 'stderr', timestamp: '2026-01-01'}, 'dep-1'),
	).toMatchObject({
		source: 'build',
		stream: 'stderr',
		timestamp: Date.UTC(2026, 0, 1),
	});
	expect(readBuildLogEvent({content: 3}, 'dep-1')).toBeUndefined();
});

test('only an object is a message', () => {
	expect(['{', '[]', '1', 'null', '"a"'].map(parseJson)).toEqual(Array.from({length: 5}));
});
