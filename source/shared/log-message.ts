import * as z from 'zod';

export const logPhases = ['init', 'clone', 'detect', 'build', 'registry', 'deploy', 'release'] as const;

/** One line of a build or of the running app, as it travels over NATS (CloudStation's fields, and our `seq` and `instance`). */
export const logMessageSchema = z.object({
	deploymentId: z.string(),
	jobId: z.int(),
	serviceId: z.string(),
	ownerId: z.string(),
	logOutput: z.enum(['stdout', 'stderr']),
	/** Keeps its newline; a piece without one goes on in the next message. */
	content: z.string(),
	/** Milliseconds since 1970. */
	timestamp: z.number(),
	/** Counts the messages of one stream of one deployment, from 1. */
	sequence: z.int(),
	phase: z.enum([...logPhases, 'run']),
	/** Ours: counts all lines of one service, whatever their stream, from 1. The real system does not send it. */
	seq: z.int().optional(),
	/** Ours: which copy of the app said it, for example `app-1`. */
	instance: z.string().optional(),
});
export type LogMessage = z.infer<typeof logMessageSchema>;

export const logEndSchema = z.object({
	deploymentId: z.string(),
	jobId: z.int(),
	status: z.enum(['success', 'failed']),
});
export type LogEnd = z.infer<typeof logEndSchema>;

export const statusChangedSchema = z.object({
	jobId: z.int(),
	status: z.enum(['IN_PROGRESS', 'SUCCEEDED', 'FAILED']),
	/** Ours, so that a pane can show a line for it. */
	deploymentId: z.string().optional(),
	serviceId: z.string().optional(),
	message: z.string().optional(),
	timestamp: z.number().optional(),
	seq: z.int().optional(),
});
export type StatusChanged = z.infer<typeof statusChangedSchema>;

export const deploymentEndedSchema = z.object({
	jobId: z.int(),
	type: z.enum(['git_repo', 'image']),
	deploymentId: z.string(),
	serviceId: z.string(),
	teamId: z.string(),
	userId: z.string(),
	ownerId: z.string(),
});
export type DeploymentEnded = z.infer<typeof deploymentEndedSchema>;

/** The subjects after the platform's prefix; an empty prefix means bare subjects. */
export function logSubjects(prefix: string) {
	const under = (subject: string) => (prefix === '' ? subject : `${prefix}.${subject}`);
	return {
		buildLog: (deploymentId: string) => under(`build.log.${deploymentId}`),
		buildLogEnd: (deploymentId: string) => under(`build.log.end.${deploymentId}`),
		appLog: (serviceId: string) => under(`app.log.${serviceId}`),
		statusChanged: under('deployment.status.changed'),
		succeeded: under('deployment.succeeded'),
		failed: under('deployment.failed'),
		everything: [under('build.log.>'), under('app.log.>'), under('deployment.>')],
	} as const;
}
