/**
 * The control plane's tables. Times are milliseconds since 1970, flags 0 or 1, structures JSON text:
 * columns that SQLite and PostgreSQL keep alike.
 */
export interface PlatformSchema {
	counter: CounterTable;
	tenant: TenantTable;
	account: AccountTable;
	api_key: ApiKeyTable;
	session: SessionTable;
	vault_token: VaultTokenTable;
	registry_credential: RegistryCredentialTable;
	service: ServiceTable;
	build: BuildTable;
	deployment: DeploymentTable;
	log_line: LogLineTable;
	log_stream: LogStreamTable;
	idempotency: IdempotencyTable;
	audit: AuditTable;
}

/** Numbers that are never given out twice. */
interface CounterTable {
	name: string;
	value: number;
}

interface TenantTable {
	id: string;
	/** The tenant's part of image names and of vault paths. */
	namespace: string;
	created_at: number;
}

interface AccountTable {
	id: number;
	uuid: string;
	tenant_id: string;
	email: string;
	is_super_admin: number;
}

interface ApiKeyTable {
	id: string;
	/** The public part, by which a key is found. */
	prefix: string;
	/** HMAC-SHA-256 of the whole key; the key itself is nowhere. */
	digest: string;
	account_id: number;
	client_id: string;
	created_at: number;
	last_used_at: number | null;
	revoked_at: number | null;
}

interface SessionTable {
	id: string;
	account_id: number;
	api_key_id: string;
	created_at: number;
	expires_at: number;
	ended_at: number | null;
}

/** Tokens we made in the vault for a session, sealed, so that a logout can revoke them. */
interface VaultTokenTable {
	id: string;
	session_id: string;
	sealed: string;
	expires_at: number;
}

interface RegistryCredentialTable {
	username: string;
	digest: string;
	session_id: string;
	namespace: string;
	expires_at: number;
}

interface ServiceTable {
	id: string;
	tenant_id: string;
	name: string;
	project_id: string;
	project_name: string;
	repo_url: string;
	branch: string;
	/** Where it answers; the same for all its releases. */
	port: number;
	/** The newest `seq` given to a line. */
	last_seq: number;
	last_release: number;
	created_at: number;
}

interface BuildTable {
	id: string;
	tenant_id: string;
	service_id: string;
	job_id: number;
	status: 'running' | 'success' | 'failed';
	created_at: number;
}

interface DeploymentTable {
	id: string;
	tenant_id: string;
	service_id: string;
	account_id: number;
	job_id: number;
	status: 'PENDING' | 'IN_PROGRESS' | 'SUCCESS' | 'FAILED' | 'CANCELLED';
	image: string;
	release: number;
	active: number;
	/** What was asked for, as JSON: health, count, paths of secrets (never values). */
	request: string;
	phases: string;
	url: string | null;
	error: string | null;
	error_details: string | null;
	cancel_requested: number;
	/** How often it was begun: more than once after the platform was killed in its middle. */
	attempts: number;
	created_at: number;
	ended_at: number | null;
}

interface LogLineTable {
	service_id: string;
	seq: number;
	deployment_id: string;
	sequence: number;
	timestamp: number;
	stream: 'stdout' | 'stderr';
	phase: string;
	source: string;
	content: string;
}

/** The newest `sequence` of one stream of one deployment. */
interface LogStreamTable {
	deployment_id: string;
	stream: 'stdout' | 'stderr' | 'app-stdout' | 'app-stderr';
	last_sequence: number;
}

interface IdempotencyTable {
	tenant_id: string;
	key: string;
	request_hash: string;
	response: string;
	created_at: number;
}

/** Who tried to sign in and how it went. Ids are HMACs: the table tells the same from another, not who it was. */
interface AuditTable {
	id: string;
	at: number;
	event: string;
	outcome: string;
	subject: string;
	address: string;
	request_id: string;
}
