/** What a command may call. compose.ts builds it, each part on first use; a test gives fakes of the few it needs. */
import type {ApiClient} from '../core/api/api-client.ts';
import type {PlatformInfo} from '../core/api/platform-info.ts';
import type {Account} from '../core/credentials/account.ts';
import type {Credentials} from '../core/credentials/credentials.ts';
import type {CredentialStore} from '../core/credentials/credential-store.ts';
import type {Clock} from '../core/machine/clock.ts';
import type {HttpClient} from '../core/machine/http-client.ts';
import type {Home} from '../core/machine/paths.ts';
import type {Secret} from '../shared/secret.ts';
import type {CredentialBackend} from '../shared/tasks.ts';
import type {AnyWizard} from '../wizard-engine/define.ts';
import type {CollectedAnswers} from '../wizard-engine/gather-answers.ts';
import type {AnswersRecord} from '../wizard-engine/record-answers.ts';
import type {ReferenceResolver} from '../wizard-engine/answers-reference.ts';
import type {Prompter} from '../wizard-engine/prompter.ts';

/** How this run was started. */
export interface RunContext {
	readonly version: string;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** The app's folder (`--cwd`), absolute. */
	readonly cwd: string;
	/** Where the shell stands: paths on the command line are taken from here. */
	readonly startedIn: string;
	/** A person can be asked. */
	readonly interactive: boolean;
	readonly stdoutIsTerminal: boolean;
	readonly json: boolean;
	readonly verbose: boolean;
	readonly quiet: boolean;
	readonly yes: boolean;
	readonly dryRun: boolean;
	readonly timeoutMs: number | undefined;
	readonly recordAnswers: string | undefined;
	/** Aborted by a signal: the work stops at the next safe point. */
	readonly signal: AbortSignal;
	readonly platform: string;
	readonly node: string;
}

/** stdout: it carries the result and nothing else. */
export interface Output {
	line(text: string): void;
	/** One value a line. */
	json(value: unknown): void;
}

export interface PlatformKeys {
	list(): Promise<readonly PlatformKey[]>;
	create(): Promise<{readonly id: string; readonly api_key: Secret; readonly client_id: string}>;
	/** False when there is no such key. */
	revoke(id: string): Promise<boolean>;
}

export interface PlatformKey {
	readonly id: string;
	readonly prefix: string;
	readonly client_id: string;
	readonly created_at: string;
	readonly last_used_at: string | null;
	readonly revoked_at: string | null;
}

export interface StartOptions {
	readonly host?: string;
	readonly port?: number;
	readonly dataFolder?: string;
}

export interface StartedPlatform {
	readonly info: PlatformInfo;
	/** Only at the first start on a data folder. */
	readonly apiKey: Secret | null;
	/** Resolves when it was told to stop and has stopped. */
	stop(): Promise<void>;
}

/** The platform of this machine. */
export interface LocalPlatform {
	readonly dataFolder: string;
	/** Null when it does not run. */
	info(dataFolder?: string): Promise<PlatformInfo | null>;
	/** In this process. @throws `platform/already-running` */
	serve(options: StartOptions): Promise<StartedPlatform>;
	/** In a process of its own; gives the one that runs already. `apiKey` as above. */
	startDetached(
		options?: StartOptions,
	): Promise<{readonly info: PlatformInfo; readonly apiKey: Secret | null; readonly started: boolean}>;
	/** False when it did not run. */
	stop(dataFolder?: string): Promise<boolean>;
	keys(dataFolder?: string): Promise<PlatformKeys>;
}

export type WizardId = 'sign-in' | 'link' | 'secrets-provider' | 'vault-dev' | 'deploy';

/** The answers of this run: flags, environment, files, `--var`, what was saved. */
export interface Answers {
	collected(): Promise<CollectedAnswers>;
	readonly references: ReferenceResolver;
}

export interface Services {
	readonly context: RunContext;
	readonly clock: Clock;
	readonly home: Home;
	readonly output: Output;
	/** The words of every command, for completion. */
	readonly commandWords: readonly string[];
	readonly http: () => Promise<HttpClient>;
	/** What `whoami` shows, without network, keychain or anything heavy; null when an exchange is needed. @throws `auth/not-signed-in` */
	readonly remembered: (apiUrl: string | undefined) => Promise<Account | null>;
	readonly credentials: () => Promise<Credentials>;
	readonly localPlatform: LocalPlatform;
	readonly answers: Answers;
	/** What was answered in this run, for `--record-answers`. */
	readonly records: AnswersRecord[];
	/** The wizards that a person was asked in this run. */
	readonly asked: Set<string>;
	readonly api: (apiUrl: string) => Promise<ApiClient>;
	readonly store: (backend: CredentialBackend, passphrase?: Secret) => Promise<CredentialStore>;
	readonly prompter: () => Promise<Prompter>;
	readonly wizard: (id: WizardId) => Promise<AnyWizard>;
	readonly wizards: () => Promise<readonly AnyWizard[]>;
	/** `path` is the lock's own file; `what` is held, for people. */
	readonly withLock: <T>(path: string, what: string, work: () => Promise<T>) => Promise<T>;
}
