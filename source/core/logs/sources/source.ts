import type {Secret} from '../../../shared/secret.ts';
import type {Clock} from '../../machine/clock.ts';
import type {LinkState} from '../log-item.ts';

/** Where the logs are and what opens them. */
export interface LogAccess {
	readonly nats: {readonly servers: readonly string[]; readonly nkeySeed: Secret; readonly prefix: string};
	readonly api: {readonly url: string; readonly sessionToken: Secret};
}

/** The access in use; asked anew for each connection, and renewed when it is refused. */
export interface AccessHolder {
	current(): LogAccess;
	/** True when a new access was had; false when there is no way to get one. */
	renew(): Promise<boolean>;
}

export interface SourceOutputs {
	/** A message as it came, with its subject. */
	message(subject: string, text: string): void;
	link(state: LinkState): void;
}

export interface SourceNeeds {
	readonly access: AccessHolder;
	readonly clock: Clock;
	readonly fetch: typeof fetch;
	/** Only one that speaks of a single build needs it. */
	readonly deploymentId?: string | undefined;
}

export interface LogSource {
	readonly id: 'nats' | 'sse';
	/** Goes on until the signal is aborted or the source has told everything; trouble is told as a link state, never thrown. */
	run(needs: SourceNeeds, outputs: SourceOutputs, signal: AbortSignal): Promise<void>;
}
