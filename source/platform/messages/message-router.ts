import type {Publication} from './protocol-parser.ts';
import {SubscriptionTrie} from './subscription-trie.ts';

export interface Subscriber {
	/** Tells whether the subscription took the message. */
	deliver(subscription: Subscription, publication: Publication, origin: Subscriber | null): boolean;
}

export interface Subscription {
	readonly subject: string;
	readonly queue: string;
	readonly sid: string;
	readonly client: Subscriber;
	/** Single messages have to be checked against what its user may not receive. */
	readonly filtered: boolean;
	delivered: number;
	max: number | null;
}

/** Carries a publication to every subscription of its subject, and to one member of each queue group. */
export class MessageRouter {
	readonly subscriptions = new SubscriptionTrie<Subscription>();

	/** How many subscriptions got it. `origin` is null for the platform's own messages. */
	route(publication: Publication, origin: Subscriber | null): number {
		const {plain, queues} = this.subscriptions.match(publication.subject);
		let delivered = 0;
		for (const subscription of plain) {
			if (subscription.client.deliver(subscription, publication, origin)) delivered++;
		}
		for (const members of queues) {
			if (deliverToOne(members, publication, origin)) delivered++;
		}
		return delivered;
	}
}

/** Starts at a random member and goes round: one that is closing or has had its fill is passed over. */
function deliverToOne(members: readonly Subscription[], publication: Publication, origin: Subscriber | null): boolean {
	const first = Math.floor(Math.random() * members.length);
	for (let step = 0; step < members.length; step++) {
		const member = members[(first + step) % members.length];
		if (member?.client.deliver(member, publication, origin)) return true;
	}
	return false;
}
