import type {ColumnDefinitionBuilder, CreateTableBuilder, Kysely, Migration} from 'kysely';

/** Run in the order of their names. One that was released is never edited; what comes later is a new one. */
export const platformMigrations: Readonly<Record<string, Migration>> = {
	'001-accounts': {up: createAccounts},
	'002-services': {up: createServices},
	'003-logs': {up: createLogs},
};

async function createAccounts(db: Kysely<unknown>): Promise<void> {
	const {schema} = db;
	await texts(schema.createTable('counter'), 'name')
		.addColumn('value', 'bigint', filled)
		.addPrimaryKeyConstraint('counter_key', ['name'])
		.execute();
	await texts(schema.createTable('tenant'), 'id', 'namespace')
		.addColumn('created_at', 'bigint', filled)
		.addPrimaryKeyConstraint('tenant_key', ['id'])
		.addUniqueConstraint('tenant_namespace', ['namespace'])
		.execute();
	await texts(
		schema.createTable('account').addColumn('id', 'integer', column => column.primaryKey()),
		'uuid',
		'tenant_id',
		'email',
	)
		.addColumn('is_super_admin', 'integer', filled)
		.addForeignKeyConstraint('account_tenant', ['tenant_id'], 'tenant', ['id'])
		.execute();
	await texts(schema.createTable('api_key'), 'id', 'prefix', 'digest', 'client_id')
		.addColumn('account_id', 'integer', column => column.notNull().references('account.id'))
		.addColumn('created_at', 'bigint', filled)
		.addColumn('last_used_at', 'bigint')
		.addColumn('revoked_at', 'bigint')
		.addPrimaryKeyConstraint('api_key_key', ['id'])
		.addUniqueConstraint('api_key_prefix', ['prefix'])
		.execute();
	await texts(schema.createTable('session'), 'id', 'api_key_id')
		.addColumn('account_id', 'integer', column => column.notNull().references('account.id'))
		.addColumn('created_at', 'bigint', filled)
		.addColumn('expires_at', 'bigint', filled)
		.addColumn('ended_at', 'bigint')
		.addPrimaryKeyConstraint('session_key', ['id'])
		.addForeignKeyConstraint('session_api_key', ['api_key_id'], 'api_key', ['id'])
		.execute();
	await texts(schema.createTable('vault_token'), 'id', 'session_id', 'sealed')
		.addColumn('expires_at', 'bigint', filled)
		.addPrimaryKeyConstraint('vault_token_key', ['id'])
		.execute();
	await schema.createIndex('vault_token_session').on('vault_token').column('session_id').execute();
	await texts(schema.createTable('registry_credential'), 'username', 'digest', 'session_id', 'namespace')
		.addColumn('expires_at', 'bigint', filled)
		.addPrimaryKeyConstraint('registry_credential_key', ['username'])
		.execute();
	await schema.createIndex('registry_credential_session').on('registry_credential').column('session_id').execute();
	await texts(schema.createTable('audit'), 'id', 'event', 'outcome', 'subject', 'address', 'request_id')
		.addColumn('at', 'bigint', filled)
		.addPrimaryKeyConstraint('audit_key', ['id'])
		.execute();
	await schema.createIndex('audit_at').on('audit').column('at').execute();
}

async function createServices(db: Kysely<unknown>): Promise<void> {
	const {schema} = db;
	await texts(
		schema.createTable('service'),
		'id',
		'tenant_id',
		'name',
		'project_id',
		'project_name',
		'repo_url',
		'branch',
	)
		.addColumn('port', 'integer', filled)
		.addColumn('last_seq', 'bigint', filled)
		.addColumn('last_release', 'integer', filled)
		.addColumn('created_at', 'bigint', filled)
		.addPrimaryKeyConstraint('service_key', ['id'])
		.addUniqueConstraint('service_name', ['tenant_id', 'name'])
		.addForeignKeyConstraint('service_tenant', ['tenant_id'], 'tenant', ['id'])
		.execute();
	await texts(schema.createTable('build'), 'id', 'tenant_id', 'service_id', 'status')
		.addColumn('job_id', 'integer', filled)
		.addColumn('created_at', 'bigint', filled)
		.addPrimaryKeyConstraint('build_key', ['id'])
		.execute();
	await texts(schema.createTable('deployment'), 'id', 'tenant_id', 'service_id', 'status', 'image', 'request', 'phases')
		.addColumn('account_id', 'integer', filled)
		.addColumn('job_id', 'integer', filled)
		.addColumn('release', 'integer', filled)
		.addColumn('active', 'integer', filled)
		.addColumn('url', 'text')
		.addColumn('error', 'text')
		.addColumn('error_details', 'text')
		.addColumn('cancel_requested', 'integer', filled)
		.addColumn('attempts', 'integer', filled)
		.addColumn('created_at', 'bigint', filled)
		.addColumn('ended_at', 'bigint')
		.addPrimaryKeyConstraint('deployment_key', ['id'])
		.addUniqueConstraint('deployment_release', ['service_id', 'release'])
		.addForeignKeyConstraint('deployment_service', ['service_id'], 'service', ['id'])
		.execute();
	await schema.createIndex('deployment_status').on('deployment').columns(['service_id', 'status']).execute();
	await texts(schema.createTable('idempotency'), 'tenant_id', 'key', 'request_hash', 'response')
		.addColumn('created_at', 'bigint', filled)
		.addPrimaryKeyConstraint('idempotency_key', ['tenant_id', 'key'])
		.execute();
}

async function createLogs(db: Kysely<unknown>): Promise<void> {
	const {schema} = db;
	await texts(schema.createTable('log_line'), 'service_id', 'deployment_id', 'stream', 'phase', 'source', 'content')
		.addColumn('seq', 'bigint', filled)
		.addColumn('sequence', 'bigint', filled)
		.addColumn('timestamp', 'bigint', filled)
		.addPrimaryKeyConstraint('log_line_key', ['service_id', 'seq'])
		.execute();
	await schema.createIndex('log_line_deployment').on('log_line').columns(['deployment_id', 'seq']).execute();
	await texts(schema.createTable('log_stream'), 'deployment_id', 'stream')
		.addColumn('last_sequence', 'bigint', filled)
		.addPrimaryKeyConstraint('log_stream_key', ['deployment_id', 'stream'])
		.execute();
}

const filled = (column: ColumnDefinitionBuilder) => column.notNull();

function texts(
	table: CreateTableBuilder<string, string>,
	...names: readonly string[]
): CreateTableBuilder<string, string> {
	return names.reduce((made, name) => made.addColumn(name, 'text', filled), table);
}
