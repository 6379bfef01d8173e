/** Publishes numbered log messages over NATS as a platform does, for tests and benchmarks. */
import type {NatsConnection} from '@nats-io/transport-node';
import type {LogMessage} from '../../source/shared/log-message.ts';
import {logSubjects} from '../../source/shared/log-message.ts';

interface Flood {
	readonly serviceId: string;
	readonly prefix: string;
	readonly from: number;
	readonly count: number;
	/** Characters of each line. */
	readonly length?: number;
}

/** One message of the running app, whole but for what the caller sets. */
export function appMessage(given: Partial<LogMessage> & {readonly seq: number}): LogMessage {
	return {
		deploymentId: 'dep-1',
		jobId: 1,
		serviceId: 'svc-1',
		ownerId: 'owner-1',
		logOutput: 'stdout',
		content: `line ${given.seq}\n`,
		timestamp: 1_700_000_000_000 + given.seq,
		sequence: given.seq,
		phase: 'run',
		instance: 'app-1',
		...given,
	};
}

export function publishLines(
	connection: NatsConnection,
	{serviceId, prefix, from, count, length = 40}: Flood,
): readonly LogMessage[] {
	const subject = logSubjects(prefix).appLog(serviceId);
	const messages = Array.from({length: count}, (_, index) => {
		const seq = from + index;
		const content = `line ${seq} `.padEnd(length - 1, 'abcdefghij ');
		return appMessage({serviceId, seq, content: `${content}\n`, timestamp: Date.now()});
	});
	for (const message of messages) connection.publish(subject, JSON.stringify(message));
	return messages;
}
