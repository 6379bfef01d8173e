import type {DeployResult} from '../core/deploy/deploy-plan.ts';
import {lastWords} from './command-last-words.ts';

const mostLines = 8;

/** The lines that a deploy leaves on the normal screen: what is live where, and what to type next. */
export function resultLines(result: DeployResult, service: string): readonly string[] {
	const {outcome, url, release, deployment_id: id, error} = result;
	const next = (error?.next ?? []).map(({command, when}) => `  ${command}    ${when}`);
	switch (outcome) {
		case 'live':
			return [`live     ${url ?? service}`];
		case 'unchanged':
			return [`unchanged  ${url ?? service}  release ${release ?? ''} is already what this folder makes`];
		case 'running':
			return [`running  deployment ${id ?? ''} goes on without us`, '  cs-wizard deploy attach    to watch it again'];
		case 'unknown':
			return [
				`unknown  how deployment ${id ?? ''} ended is not known: ${error?.message ?? ''}`,
				'  cs-wizard deploy status    to look again',
			];
		case 'reverted':
		case 'failed':
			return [
				`${outcome.padEnd(9)}${error?.message ?? ''}`,
				...lastLines(error?.facts?.['last_lines']),
				`  ${error?.hint ?? ''}`,
				...next,
			];
	}
}

/** The app's own last words, marked as such. */
export function lastLines(value: unknown): readonly string[] {
	if (!Array.isArray(value)) return [];
	return lastWords(
		value.filter(line => typeof line === 'string'),
		mostLines,
	).map(line => `  | ${line}`);
}
