/** A Vault's settings by the flat names of answers files, checked. */
import {WizardError} from '../../../shared/errors.ts';
import {Secret} from '../../../shared/secret.ts';
import type {ProviderSettings} from '../../../shared/tasks.ts';

export interface VaultSettings {
	/** Without a slash at its end. */
	readonly address: string;
	readonly token: Secret;
	readonly namespace: string | undefined;
	readonly transitKey: string;
	/** With the mount: `secret/hello-node`. */
	readonly path: string;
	/** Whether signing is used, and so checked. */
	readonly verify: boolean;
}

/** @throws `usage/bad-value` */
export function vaultSettings(settings: ProviderSettings): VaultSettings {
	const text = (name: string): string => {
		const value = settings[name];
		return value instanceof Secret ? value.reveal() : (value ?? '');
	};
	const namespace = text('VAULT_NAMESPACE').trim();
	return {
		address: checkedAddress(text('VAULT_ADDR').trim()),
		token: checkedToken(text('VAULT_TOKEN').trim()),
		namespace: namespace === '' ? undefined : namespace,
		transitKey: checkedPath('VAULT_TRANSIT_KEY', text('VAULT_TRANSIT_KEY') || 'auth-service'),
		path: checkedPath('VAULT_SECRETS_PATH', text('VAULT_SECRETS_PATH')),
		verify: text('VAULT_VERIFY_ENABLED') !== 'false',
	};
}

function checkedAddress(address: string): string {
	const url = URL.canParse(address) ? new URL(address) : null;
	if (url === null || !['http:', 'https:'].includes(url.protocol) || url.hostname === '') {
		throw wrong('VAULT_ADDR', 'is no address', 'Give one that starts with https:// (or http:// on this machine).');
	}
	if (url.username !== '' || url.search !== '' || url.hash !== '') {
		throw wrong('VAULT_ADDR', 'holds more than an address', 'Leave out user names, "?" and "#".');
	}
	return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** A header can't hold anything else, and no Vault hands out such a token. */
function checkedToken(token: string): Secret {
	if (/^[\x21-\x7e]{1,4096}$/.test(token)) return new Secret(token);
	throw wrong('VAULT_TOKEN', 'is no token', 'A token is one word of letters, digits, dots and dashes.');
}

function checkedPath(name: string, path: string): string {
	const parts = path.split('/').filter(part => part !== '');
	const fits = parts.length > 0 && parts.every(part => part !== '.' && part !== '..' && !/[\p{C}\s?#%]/u.test(part));
	if (fits && (name !== 'VAULT_SECRETS_PATH' || parts.length > 1)) return parts.join('/');
	throw wrong(name, 'is no path', name === 'VAULT_SECRETS_PATH' ? 'For example secret/hello-node.' : 'Give a name.');
}

function wrong(name: string, what: string, hint: string): WizardError {
	return new WizardError('usage/bad-value', {message: `${name} ${what}.`, hint, facts: {name}});
}
