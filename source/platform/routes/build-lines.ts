import {buildLinesReplySchema, buildLinesRequestSchema} from '../../shared/api-contract.ts';
import {endBuild, openBuild} from '../logs/build-store.ts';
import {findService} from '../services/service-store.ts';
import {defineRoute, noInput} from './route.ts';

/** 500 lines of 8 KiB and their JSON around them. */
const maxBodyBytes = 5 * 1024 * 1024;

export const buildLines = defineRoute(
	{
		...noInput,
		method: 'post',
		path: '/api/v1/deployments/build-lines',
		summary: 'Hand over output of a build that runs elsewhere; it is numbered, kept and published',
		body: buildLinesRequestSchema,
		maxBodyBytes,
		reply: buildLinesReplySchema,
		status: 202,
	},
	async ({principal, body}, {db, clock, announcer, logBook}) => {
		const {tenantId, uuid: accountUuid} = principal;
		const {serviceId, deploymentId, phase, lines, end} = body;
		await findService(db, {tenantId, serviceId});
		const jobId = await openBuild(db, {id: deploymentId, tenantId, serviceId, now: clock.now()});
		const owner = {serviceId, deploymentId, jobId, tenantId, accountUuid};
		for (const {stream, content, timestamp} of lines)
			announcer.line(owner, {stream, phase, source: 'build', content: content.replace(/\r?\n$/, ''), timestamp});
		if (end !== undefined && (await endBuild(db, {id: deploymentId, tenantId, status: end})))
			announcer.buildEnded(owner, end);
		// What we answered for is in the store.
		await logBook.flush();
		const {last_seq} = await findService(db, {tenantId, serviceId});
		return {accepted: lines.length, last: last_seq};
	},
);
