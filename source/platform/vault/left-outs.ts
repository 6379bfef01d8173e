/** What the development vault leaves out of Vault's API, by name and with the reason. Asking for it is an error, never a silent less. */
interface LeftOut {
	readonly name: string;
	readonly because: string;
}

export const leftOuts = [
	{name: 'KV version 1', because: 'secrets are written with versions; a fresh vault has KV version 2'},
	{name: 'namespaces', because: 'a development vault has one tenant'},
	{name: 'response wrapping', because: 'tokens are handed over on the same machine'},
	{name: 'batch tokens', because: 'they cannot be revoked, and logout revokes'},
	{name: 'periodic tokens', because: 'the platform hands out tokens that end within the hour'},
	{name: 'use limits', because: 'the platform limits tokens by time'},
	{name: 'ecdsa keys', because: 'requests are signed with ed25519'},
	{name: 'rsa keys', because: 'requests are signed with ed25519'},
	{name: 'encryption keys', because: 'values are kept in KV'},
	{name: 'export of keys', because: 'a private key that leaves is no longer one'},
	{name: 'derived keys and automatic rotation', because: 'nothing here asks for them'},
	{name: 'token roles', because: 'the platform makes tokens itself'},
	{name: 'parameter rules in policies', because: 'a policy that has them is refused rather than half applied'},
	{name: 'sealing', because: 'the key lies beside the data, as a development server is always open'},
	{name: 'other secrets engines and auth methods', because: 'KV, transit and tokens are what the wizard uses'},
	{name: 'KV subkeys, detailed metadata and metadata patches', because: 'nothing here asks for them'},
] as const satisfies readonly LeftOut[];
