import type {Kysely} from 'kysely';
import type {Clock} from '../core/machine/clock.ts';
import type {Audit} from './auth/audit.ts';
import type {CredentialIssuer} from './auth/credential-issuer.ts';
import type {Exchange} from './auth/exchange.ts';
import type {Sessions} from './auth/sessions.ts';
import type {Announcer} from './deployments/announcer.ts';
import type {OnlyOnce} from './deployments/idempotency.ts';
import type {DeploymentRunner} from './deployments/runner.ts';
import type {PlatformLog} from './http/platform-app.ts';
import type {LogBook} from './logs/log-book.ts';
import type {Runtime} from './runtimes/runtime.ts';
import type {PlatformSchema} from './store/schema.ts';

/** What the routes work with. */
export interface PlatformParts {
	readonly version: string;
	readonly clock: Clock;
	readonly log: PlatformLog;
	readonly db: Kysely<PlatformSchema>;
	readonly audit: Audit;
	readonly exchange: Exchange;
	readonly sessions: Sessions;
	readonly credentials: CredentialIssuer;
	readonly onlyOnce: OnlyOnce;
	readonly runner: DeploymentRunner;
	readonly runtime: Pick<Runtime, 'state'>;
	readonly announcer: Announcer;
	readonly logBook: LogBook;
	/** `host:port` of the registry that images come from. */
	readonly registry: string;
	/** A port for a new service's URL. */
	readonly choosePort: (taken: ReadonlySet<number>) => Promise<number>;
	/** Aborted when the platform stops: open streams end. */
	readonly stopping: AbortSignal;
}
