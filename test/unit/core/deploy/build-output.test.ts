import {expect, test} from 'vitest';
import {systemClock} from '../../../../source/core/machine/clock.ts';
import {buildOutput} from '../../../../source/core/deploy/build-output.ts';
import type {BuildLinesRequest} from '../../../../source/shared/api-contract.ts';

function outputTo(send: (request: BuildLinesRequest, number: number) => Promise<void>) {
	const sent: BuildLinesRequest[] = [];
	const output = buildOutput({
		send: async request => {
			sent.push(request);
			await send(request, sent.length);
		},
		serviceId: 's1',
		buildId: 'b1',
		clock: systemClock,
	});
	return {sent, output};
}
const taken = async () => undefined;
const refused = async () => Promise.reject(new Error('away'));

test('lines go out together, in order, by phase, and the last batch says how it ended', async () => {
	const {sent, output} = outputTo(taken);
	output.line('detect', 'Node.js');
	for (const line of ['one', 'two']) output.line('build', line, 'stderr');
	await output.end('success');

	expect(sent.map(({phase, lines, end}) => [phase, lines.map(({content}) => content), end])).toEqual([
		['detect', ['Node.js\n'], undefined],
		['build', ['one\n', 'two\n'], 'success'],
	]);
	expect(sent[1]?.lines[0]).toMatchObject({stream: 'stderr'});
});

test('a build without a line still ends', async () => {
	const {sent, output} = outputTo(taken);
	await output.end('failed');

	expect(sent).toMatchObject([{deploymentId: 'b1', serviceId: 's1', lines: [], end: 'failed'}]);
});

test('many lines are cut in batches of a size that is taken, a long line is cut', async () => {
	const {sent, output} = outputTo(taken);
	for (let line = 0; line < 1200; line += 1) output.line('build', 'x'.repeat(10_000));
	await output.end('success');

	expect(sent.map(({lines}) => lines.length)).toEqual([500, 500, 200]);
	expect(sent[0]?.lines[0]?.content).toHaveLength(8001);
});

test('a platform that takes nothing is asked once more at the end, and the build never hears of it', async () => {
	const {sent, output} = outputTo(refused);
	for (let line = 0; line < 1800; line += 1) output.line('build', 'x');
	await expect(output.end('success')).resolves.toBeUndefined();

	expect(sent).toHaveLength(2);
	expect(sent[1]).toMatchObject({end: 'success'});
});
