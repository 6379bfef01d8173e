/** What is never put in an image, whatever the ignore files say: secrets, other tools' state, litter of editors. */
const names = new Set([
	'.git',
	'.hg',
	'.svn',
	'.npmrc',
	'.yarnrc',
	'.pypirc',
	'.netrc',
	'_netrc',
	'.git-credentials',
	'.pgpass',
	'.ssh',
	'.aws',
	'.gnupg',
	'.docker',
	'.kube',
	'.vault-token',
	'.cloudstation',
	'.idea',
	'.vscode',
	'.DS_Store',
	'Thumbs.db',
	'__pycache__',
	'.venv',
]);

const patterns = [
	/^\.env(?:\..*|rc)?$/,
	/^id_(?:rsa|dsa|ecdsa|ed25519)(?:[._-].*)?$/,
	/\.(?:sw[op]|orig|rej)$/,
	/~$/,
	/^\.#/,
	/^#.*#$/,
	/\.(?:p12|pfx|jks|keystore|kdbx|tfstate)$/,
	/^credentials\.(?:json|enc)$/,
];

export function isNeverIn(name: string): boolean {
	return names.has(name) || patterns.some(pattern => pattern.test(name));
}

const keyFiles = /\.(?:pem|key)$/;

/** Names that may hold a private key or only a certificate: the content decides. */
export const mayHoldPrivateKey = (name: string): boolean => keyFiles.test(name);

export const holdsPrivateKey = (head: Uint8Array): boolean =>
	Buffer.from(head).toString('latin1').includes('PRIVATE KEY-----');
