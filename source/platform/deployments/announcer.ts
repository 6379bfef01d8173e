/** What is heard of a deployment: each line is stored, then published under CloudStation's subjects. */
import type {Clock} from '../../core/machine/clock.ts';
import {
	type DeploymentEnded,
	type LogEnd,
	type LogMessage,
	logMessageSchema,
	logSubjects,
	type StatusChanged,
} from '../../shared/log-message.ts';
import type {LogBook, NewLine, NumberedLine} from '../logs/log-book.ts';

/** Who a line belongs to. */
export interface LineOwner {
	readonly serviceId: string;
	readonly deploymentId: string;
	readonly jobId: number;
	readonly tenantId: string;
	readonly accountUuid: string;
}

export interface Announcer {
	/** A line of a build or of the running app. */
	line(owner: LineOwner, line: Omit<NewLine, 'serviceId' | 'deploymentId'>): void;
	/** Something that happened, in people's words. */
	event(owner: LineOwner, phase: 'deploy' | 'release', message: string): void;
	began(owner: LineOwner, message: string): void;
	/** The last word on a deployment. */
	ended(owner: LineOwner, end: {readonly succeeded: boolean; readonly message: string}): void;
	/** The last word on a build that is no deployment (yet). */
	buildEnded(owner: LineOwner, status: 'success' | 'failed'): void;
}

interface Needs {
	readonly logBook: Pick<LogBook, 'append'>;
	readonly bus: {readonly prefix: string; publish(subject: string, payload: unknown): void};
	readonly clock: Pick<Clock, 'now'>;
}

export function createAnnouncer({logBook, bus, clock}: Needs): Announcer {
	const subjects = logSubjects(bus.prefix);

	const publishLine = (owner: LineOwner, line: NumberedLine) => {
		const subject = line.phase === 'run' ? subjects.appLog(owner.serviceId) : subjects.buildLog(owner.deploymentId);
		bus.publish(subject, toMessage(owner, line));
	};

	const note = (owner: LineOwner, phase: 'deploy' | 'release', message: string): NewLine => ({
		serviceId: owner.serviceId,
		deploymentId: owner.deploymentId,
		stream: 'stdout',
		phase,
		source: 'events',
		content: message,
		timestamp: clock.now(),
	});

	const publishStatus = (owner: LineOwner, line: NumberedLine, status: StatusChanged['status']) => {
		const {jobId, deploymentId, serviceId} = owner;
		const {content: message, timestamp, seq} = line;
		const changed: StatusChanged = {jobId, status, deploymentId, serviceId, message, timestamp, seq};
		bus.publish(subjects.statusChanged, changed);
	};

	const publishEnd = ({deploymentId, jobId}: LineOwner, status: LogEnd['status']) => {
		const end: LogEnd = {deploymentId, jobId, status};
		bus.publish(subjects.buildLogEnd(deploymentId), end);
	};

	return {
		line(owner, line) {
			const {serviceId, deploymentId} = owner;
			logBook.append({...line, serviceId, deploymentId}, numbered => publishLine(owner, numbered));
		},
		event(owner, phase, message) {
			logBook.append(note(owner, phase, message), numbered => publishLine(owner, numbered));
		},
		began(owner, message) {
			logBook.append({...note(owner, 'deploy', message), uncounted: true}, line =>
				publishStatus(owner, line, 'IN_PROGRESS'),
			);
		},
		ended(owner, {succeeded, message}) {
			const {jobId, deploymentId, serviceId, tenantId, accountUuid} = owner;
			logBook.append({...note(owner, 'release', message), uncounted: true}, line => {
				publishStatus(owner, line, succeeded ? 'SUCCEEDED' : 'FAILED');
				const ended: DeploymentEnded = {
					jobId,
					type: 'image',
					deploymentId,
					serviceId,
					teamId: tenantId,
					userId: accountUuid,
					ownerId: accountUuid,
				};
				bus.publish(succeeded ? subjects.succeeded : subjects.failed, ended);
				publishEnd(owner, succeeded ? 'success' : 'failed');
			});
		},
		buildEnded(owner, status) {
			const message = status === 'success' ? 'The build is done.' : 'The build failed.';
			// Clients tell an event from the build's own output by its phase.
			logBook.append(note(owner, 'deploy', message), line => {
				publishLine(owner, line);
				publishEnd(owner, status);
			});
		},
	};
}

const phaseSchema = logMessageSchema.shape.phase;

function toMessage(owner: LineOwner, line: NumberedLine): LogMessage {
	return {
		deploymentId: owner.deploymentId,
		jobId: owner.jobId,
		serviceId: owner.serviceId,
		ownerId: owner.accountUuid,
		logOutput: line.stream,
		content: line.partial === true ? line.content : `${line.content}\n`,
		timestamp: line.timestamp,
		sequence: line.sequence,
		phase: phaseSchema.parse(line.phase),
		seq: line.seq,
		...(line.phase === 'run' ? {instance: line.source} : {}),
	};
}
