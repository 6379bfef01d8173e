import type {Secret} from './secret.ts';

/** Where credentials are kept. */
export const credentialBackends = ['keychain', 'encrypted-file', 'file', 'env'] as const;
export type CredentialBackend = (typeof credentialBackends)[number];

/** All that cs-wizard can be told to do, as data. A wizard's plan is a list of these; `runTasks` carries them out. */
export type Task =
	| {readonly task: 'platform.start'}
	| {
			readonly task: 'session.sign-in';
			/** `local` is the platform on this machine. */
			readonly apiUrl: string;
			/** Absent for the platform on this machine, which hands its own key to its owner. */
			readonly apiKey?: Secret;
			readonly clientId?: string;
			readonly store?: CredentialBackend;
			readonly passphrase?: Secret;
	  }
	| {readonly task: 'service.create'; readonly name: string}
	| {
			readonly task: 'project.link';
			readonly service: string /** `local`, or the address of the platform. */;
			readonly platform: string;
	  }
	| {
			readonly task: 'secrets.prepare';
			readonly provider: string;
			readonly settings: ProviderSettings;
	  }
	| {
			readonly task: 'secrets.check';
			readonly provider: string;
			readonly settings: ProviderSettings;
			readonly skip: boolean;
	  }
	| {
			readonly task: 'secrets.store';
			readonly provider: string;
			readonly settings: ProviderSettings;
			readonly from: string;
			readonly names: readonly string[];
	  }
	| {
			readonly task: 'secrets.write-env';
			readonly provider: string;
			readonly settings: ProviderSettings;
			readonly files: readonly string[];
	  }
	| {readonly task: 'secrets.select'; readonly provider: string; readonly settings: ProviderSettings}
	| {
			readonly task: 'image.build';
			readonly builder: string;
			readonly start?: string;
			/** The image to build upon, as Docker names it. */
			readonly base?: string;
	  }
	| {readonly task: 'image.push'}
	| {
			readonly task: 'deployment.create';
			/** How a release shows that it is up; `GET /` unless told. */
			readonly health?: {readonly type: 'http' | 'tcp' | 'none'; readonly path?: string};
			readonly count?: number;
			/** Names of the provider's secrets that the app gets; all of the service's unless told. */
			readonly secretNames?: readonly string[];
	  }
	| {readonly task: 'deployment.release'};

/** A provider's answers by their flat upper-case names (`VAULT_ADDR` …). */
export type ProviderSettings = Readonly<Record<string, string | Secret>>;
