import type {Secret} from '../../shared/secret.ts';
import type {CredentialBackend} from '../../shared/tasks.ts';

/** One place that keeps credentials: one value an account (`EMAIL@HOST`). Every implementation passes test/contract/credential-store.ts. */
export interface CredentialStore {
	readonly backend: CredentialBackend;
	/** Whether it survives a reboot. */
	readonly durable: boolean;
	/** For people: `the keychain (Secret Service)`, or a path. */
	readonly location: string;
	/** Null when nothing is kept for the account. @throws `credentials/store-unavailable`, `credentials/store-locked`, `credentials/unsafe-file`, `credentials/damaged` */
	get(account: string): Promise<Secret | null>;
	set(account: string, value: Secret): Promise<void>;
	/** True when there was something. */
	delete(account: string): Promise<boolean>;
	/** Throws what `set` would throw, before anything is asked or changed. */
	probe(): Promise<void>;
}
