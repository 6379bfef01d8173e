import {connect, nkeyAuthenticator} from '@nats-io/transport-node';
import type {Benchmark, Figure} from './benchmark.ts';
import {hasNatsServer, type MessageServer, startEmbedded, startReal} from './message-server.ts';
import {spreadOf, spreadText} from './statistics.ts';

const [messages, rounds] = [100_000, 5];
const payload = new TextEncoder().encode(
	JSON.stringify({content: 'a line of an ordinary length, as apps write them\n'.repeat(4)}),
);

/** The official client publishes, another one listens; the broker is a process of its own. */
export const messageServers: Benchmark = {
	name: 'messages',
	about: `${messages / 1000}k messages of ${payload.byteLength} bytes from one client to another`,
	async run(workshop) {
		const servers = [await startEmbedded(workshop), ...((await hasNatsServer()) ? [await startReal(workshop)] : [])];
		const taken = new Map<string, number[]>();
		for (let round = 0; round <= rounds; round += 1) {
			for (const server of servers) {
				const rate = await perSecond(server);
				if (round > 0) taken.set(server.name, [...(taken.get(server.name) ?? []), rate]);
			}
		}
		return [...taken].map(([name, rates]): Figure => {
			const spread = spreadOf(rates);
			return {name, value: spread.median, unit: 'messages/s', note: spreadText(spread, 'messages/s')};
		});
	},
};

async function perSecond({url, publisherSeed, listenerSeed}: MessageServer): Promise<number> {
	const as = (seed: string) =>
		connect({servers: url, authenticator: nkeyAuthenticator(new TextEncoder().encode(seed))});
	const [publisher, listener] = [await as(publisherSeed), await as(listenerSeed)];
	const {promise: all, resolve} = Promise.withResolvers<void>();
	let heard = 0;
	listener.subscribe('cs.app.log.bench', {
		callback: () => {
			heard += 1;
			if (heard === messages) resolve();
		},
	});
	await listener.flush();
	const started = performance.now();
	for (let sent = 1; sent <= messages; sent += 1) {
		publisher.publish('cs.app.log.bench', payload);
		if (sent % 1000 === 0) await publisher.flush();
	}
	await all;
	const seconds = (performance.now() - started) / 1000;
	await Promise.all([publisher.close(), listener.close()]);
	return messages / seconds;
}
