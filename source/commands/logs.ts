import type {LogRecord} from '../core/logs/follow-lines.ts';
import {WizardError} from '../shared/errors.ts';
import type {LogFilter} from '../shared/log-feed.ts';
import {parseDuration} from '../shared/units.ts';
import type {Command, Flags} from './command.ts';
import {logAccess, watchService} from './command-logs.ts';
import {marksOf} from './command-marks.ts';
import {linkedService, openProjectOf} from './command-project.ts';
import {openSession} from './command-session.ts';

const levels = ['error', 'warn', 'info', 'debug'] as const;

export const logsCommand: Command = {
	wizards: ['sign-in'],
	flags: [
		{name: 'follow', short: 'f', description: 'go on with what comes'},
		{name: 'since', value: 'DURATION', description: 'only lines younger than this: 10m, 1h'},
		{name: 'tail', value: 'LINES', description: 'of what is there, only the newest lines'},
		{name: 'grep', value: 'WORDS', description: 'only lines with these words, in any case'},
		{name: 'level', value: 'LEVEL', description: 'error, warn, info or debug: this one and worse'},
		{name: 'service', value: 'NAME', description: 'another service than the one of this folder'},
		{name: 'raw', description: 'the lines as they came, escape sequences and all'},
	],
	details: [
		'On a terminal four panes; elsewhere, or with a flag that picks lines, one line each. Secrets are masked in both.',
	],
	async run({flags}, services) {
		const {context, clock, output} = services;
		const chosen = pick(flags);
		const project = await openProjectOf(services);
		const session = await openSession(services, project);
		const service = await linkedService(services, session, project, flags.text('service'));
		const wantsLines = chosen.any || flags.on('follow') || context.json || !context.stdoutIsTerminal;
		if (!wantsLines && context.interactive) {
			const live = (await (await services.api(session.apiUrl)).deployments(session.token, service.id)).find(
				one => one.active,
			);
			await watchService(services, {
				session,
				service,
				deploymentId: live?.id ?? null,
				facts: live === undefined ? [] : [`release ${live.release} live`],
			});
			return {};
		}
		const {followLines} = await import('../core/logs/follow-lines.ts');
		const credentials = await services.credentials();
		const lines = followLines({
			...logAccess(session),
			...chosen.filter,
			...(chosen.since === null ? {} : {since: clock.now() - chosen.since}),
			...(chosen.tail === null ? {} : {tail: chosen.tail}),
			service,
			secrets: [],
			clock,
			follow: flags.on('follow'),
			raw: flags.on('raw'),
			signal: context.signal,
			refresh: async () => logAccess(await credentials.session(session.apiUrl)),
		});
		const {warning} = marksOf(context.env);
		for await (const record of lines) {
			if (context.json) output.json(record);
			else output.line(lineOf(record, warning));
		}
		return {};
	},
};

interface Picked {
	readonly any: boolean;
	readonly since: number | null;
	readonly tail: number | null;
	readonly filter: LogFilter;
}

function pick(flags: Flags): Picked {
	const [since, tail, level, grep] = ['since', 'tail', 'level', 'grep'].map(name => flags.text(name));
	const age = since === undefined ? null : parseDuration(since);
	if (since !== undefined && age === null) throw badValue('--since takes a duration.', 'For example 30s, 10m or 1h.');
	const count = tail === undefined ? null : Number(tail);
	if (count !== null && (!Number.isInteger(count) || count < 0))
		throw badValue('--tail takes a number of lines.', 'For example --tail 100.');
	const worst = levels.find(one => one === level);
	if (level !== undefined && worst === undefined)
		throw badValue('--level takes error, warn, info or debug.', 'It shows that level and worse.');
	const filter = {...(grep === undefined ? {} : {grep}), ...(worst === undefined ? {} : {level: worst})};
	return {
		any: [since, tail, level, grep].some(one => one !== undefined) || flags.on('raw'),
		since: age,
		tail: count,
		filter,
	};
}

function lineOf(record: LogRecord, warning: string): string {
	if ('type' in record)
		return `${warning} ${record.to_seq - record.from_seq + 1} lines missed, ${record.recovered} fetched, ${record.lost} lost (seq ${record.from_seq}-${record.to_seq})`;
	return `${record.timestamp.slice(11, 19)} ${record.source.padEnd(7)} ${record.content}`;
}

function badValue(message: string, hint: string): WizardError {
	return new WizardError('usage/bad-value', {message, hint});
}
