import {expect, test} from 'vitest';
import {readLogMessage, readStoredLine} from '../../../../source/core/logs/read-message.ts';
import {startSignedIn} from '../../../support/control-plane/start-platform.ts';
import {isRecord} from '../../../../source/shared/narrow.ts';
import {logsReplySchema} from '../../../../source/shared/api-contract.ts';

test.each([
	['success', 'The build is done.\n'],
	['failed', 'The build failed.\n'],
])('that a build ended (%s) is an event, heard live and read later', async (end, content) => {
	const {me, engines} = await startSignedIn();
	const serviceId = await me.createService('app');
	const lines = [{stream: 'stdout', content: 'step 1\n', timestamp: 1}];
	await me.send('/api/v1/deployments/build-lines', {serviceId, deploymentId: 'build-1', phase: 'build', lines, end});

	const live = engines.published
		.filter(({subject}) => subject === 'cs.build.log.build-1')
		.map(({payload}) => (isRecord(payload) ? readLogMessage(payload)?.item : undefined));
	const stored = await me.parsed(logsReplySchema, me.get(`/api/v1/services/${serviceId}/logs?after=0`));
	const later = stored.lines.map(line => readStoredLine(line));

	expect(live).toMatchObject([
		{source: 'build', phase: 'build', content: 'step 1\n'},
		{source: 'events', phase: 'deploy', content},
	]);
	expect(later).toMatchObject(live.map(item => ({source: item?.source, phase: item?.phase, content: item?.content})));
});
