/** What the keyring child is asked on its standard input, and answers on its standard output: one line of JSON each. */
import {isRecord, jsonOf, textAt} from '../../shared/narrow.ts';

export type KeyringRequest =
	| {readonly op: 'get'; readonly service: string; readonly account: string}
	| {readonly op: 'set'; readonly service: string; readonly account: string; readonly value: string}
	| {readonly op: 'delete'; readonly service: string; readonly account: string}
	| {readonly op: 'probe'; readonly service: string};

const problems = ['missing-package', 'unavailable', 'locked', 'too-long', 'other'] as const;

export type KeyringReply =
	| {readonly ok: true; readonly value: string | null}
	| {readonly ok: false; readonly problem: (typeof problems)[number]; readonly detail: string};

/** Both ends are ours; undefined is what no end of ours says. Guards, because a schema library takes longer than the keychain. */
export function parseKeyringRequest(text: string): KeyringRequest | undefined {
	const json = jsonOf(text);
	const [op, service, account, value] = ['op', 'service', 'account', 'value'].map(key => textAt(json, key));
	if (service === undefined) return undefined;
	if (op === 'probe') return {op, service};
	if (account === undefined) return undefined;
	if (op === 'get' || op === 'delete') return {op, service, account};
	return op === 'set' && value !== undefined ? {op, service, account, value} : undefined;
}

/** Undefined when the child ended before it said all of it. */
export function parseKeyringReply(text: string): KeyringReply | undefined {
	const json = jsonOf(text);
	if (!isRecord(json)) return undefined;
	const {ok, value} = json;
	if (ok === true) return typeof value === 'string' || value === null ? {ok, value} : undefined;
	const problem = problems.find(one => one === json['problem']);
	const detail = textAt(json, 'detail');
	return ok === false && problem !== undefined && detail !== undefined ? {ok, problem, detail} : undefined;
}
