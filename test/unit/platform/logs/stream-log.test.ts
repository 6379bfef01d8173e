import {expect, test} from 'vitest';
import type {ReleaseOutcome} from '../../../../source/platform/runtimes/runtime.ts';
import {fakeEngines} from '../../../support/control-plane/fake-engines.ts';
import {startSignedIn} from '../../../support/control-plane/start-platform.ts';

interface Event {
	readonly event: string;
	readonly id: string;
	readonly data: string;
}

async function* events(reply: Response): AsyncGenerator<Event> {
	let text = '';
	for await (const chunk of reply.body?.pipeThrough(new TextDecoderStream()) ?? []) {
		text += chunk;
		const blocks = text.split('\n\n');
		text = blocks.pop() ?? '';
		for (const block of blocks) {
			const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
			if (!block.startsWith(':')) yield {event: field('event'), id: field('id'), data: field('data')};
		}
	}
}

async function all(reply: Response): Promise<readonly Event[]> {
	const list: Event[] = [];
	for await (const event of events(reply)) list.push(event);
	return list;
}
const contents = (list: readonly Event[]) =>
	list.filter(({event}) => event === 'log').map(({data}): unknown => JSON.parse(data).content);

test('tells a deployment from its first line to its end, while it happens', async () => {
	const engines = fakeEngines();
	const gate = Promise.withResolvers<ReleaseOutcome>();
	engines.release = (spec, to) => {
		to.happened({...spec, phase: 'deploy', message: 'instance 1 started'});
		return gate.promise;
	};
	const {me} = await startSignedIn({engines});
	const id = await me.deploy(await me.createService('app'));
	const reply = await me.get(`/build-logs/${id}`);
	expect(reply.headers.get('content-type')).toBe('text/event-stream');
	const list: Event[] = [];
	for await (const event of events(reply)) {
		list.push(event);
		if (event.data.includes('instance 1 started')) gate.resolve({outcome: 'live', url: 'http://127.0.0.1:1'});
	}
	expect(contents(list)).toEqual([
		'Release 1 begins.\n',
		'instance 1 started\n',
		'Release 1 is live at http://127.0.0.1:1.\n',
	]);
	expect(list.at(-1)).toMatchObject({event: 'end', data: JSON.stringify({deploymentId: id, status: 'success'})});
	expect(JSON.parse(list[0]?.data ?? '')).toMatchObject({seqNo: 1, logOutput: 'stdout'});
});

test('resumes after the last event it gave', async () => {
	const {me} = await startSignedIn();
	const serviceId = await me.createService('app');
	const lines = [1, 2, 3, 4].map(number => ({stream: 'stdout', content: `line ${number}`, timestamp: 1}));
	await me.send('/api/v1/deployments/build-lines', {
		serviceId,
		deploymentId: 'b1',
		phase: 'build',
		lines,
		end: 'success',
	});
	expect(contents(await all(await me.get('/build-logs/b1', {'last-event-id': '3'})))).toEqual([
		'line 4\n',
		'The build is done.\n',
	]);
	expect(contents(await all(await me.get('/build-logs/b1?after=4')))).toEqual(['The build is done.\n']);
});

test('a stop of the platform ends the stream', async () => {
	const {me, platform, engines} = await startSignedIn();
	engines.release = (_spec, _events, signal) =>
		new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
	const reply = await me.get(`/build-logs/${await me.deploy(await me.createService('app'))}`);
	const read = all(reply);
	await platform.close();
	expect((await read).map(({event}) => event)).not.toContain('end');
});

test('nobody hears a log that is not theirs', async () => {
	const {me, url} = await startSignedIn();
	const id = await me.deploy(await me.createService('app'));
	expect((await fetch(`${url}/build-logs/${id}`)).status).toBe(401);
	expect((await me.get('/build-logs/nothing')).status).toBe(404);
});
