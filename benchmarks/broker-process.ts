// The embedded broker alone in a process, for the two users named by their public keys; prints where it listens.
import {startBroker} from '../source/platform/messages/broker.ts';

const [publisher = '', listener = ''] = process.argv.slice(2);
const broker = await startBroker({
	host: '127.0.0.1',
	port: 0,
	serverName: 'benchmark',
	users: () => [{nkey: publisher}, {nkey: listener, publish: {deny: ['>']}}],
});
console.log(broker.url);
