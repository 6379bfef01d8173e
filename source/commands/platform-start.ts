import {resolve} from 'node:path';
import type {PlatformInfo} from '../core/api/platform-info.ts';
import {WizardError} from '../shared/errors.ts';
import type {Secret} from '../shared/secret.ts';
import type {Command} from './command.ts';

export const platformStartCommand: Command = {
	flags: [
		{
			name: 'port',
			value: 'PORT',
			description: 'of the control plane; 0 takes a free one (4300 or the next free one unless told)',
		},
		{name: 'host', value: 'ADDRESS', description: 'where to listen (127.0.0.1)'},
		{name: 'data-dir', value: 'DIR', description: "where it keeps its state (CS_HOME's platform folder)"},
		{name: 'detach', description: 'in the background; prints the one that runs when there is one'},
	],
	details: ['The API key is shown once, at the first start on a data folder. `platform keys create` makes another.'],
	async run({flags}, services) {
		const {localPlatform, context, output} = services;
		const options = startOptions(
			flags.text('port'),
			flags.text('host'),
			folderOf(flags.text('data-dir'), context.startedIn),
		);
		if (flags.on('detach')) {
			const {info, apiKey} = await localPlatform.startDetached(options);
			return {json: row(info, apiKey, options.dataFolder ?? localPlatform.dataFolder), text: lines(info, apiKey)};
		}
		const started = await localPlatform.serve(options);
		const {info, apiKey} = started;
		if (context.json) output.json(row(info, apiKey, options.dataFolder ?? localPlatform.dataFolder));
		else for (const line of [...lines(info, apiKey), 'Ctrl+C stops it and its apps.']) output.line(line);
		await new Promise<void>(resolve => {
			if (context.signal.aborted) resolve();
			else context.signal.addEventListener('abort', () => resolve(), {once: true});
		});
		await started.stop();
		return {};
	},
};

const folderOf = (given: string | undefined, startedIn: string): string | undefined =>
	given === undefined ? undefined : resolve(startedIn, given);

function startOptions(port: string | undefined, host: string | undefined, dataFolder: string | undefined) {
	const number = port === undefined ? undefined : Number(port);
	if (number !== undefined && (!Number.isInteger(number) || number < 0 || number > 65_535)) {
		throw new WizardError('usage/bad-value', {
			message: '--port takes a number from 0 to 65535.',
			hint: '0 takes a free port.',
		});
	}
	return {
		...(number === undefined ? {} : {port: number}),
		...(host === undefined ? {} : {host}),
		...(dataFolder === undefined ? {} : {dataFolder}),
	};
}

/** The only place where an API key is shown: it was made a moment ago and is never shown again. */
function row(info: PlatformInfo, apiKey: Secret | null, dataFolder: string): Readonly<Record<string, unknown>> {
	const {url, nats_url, registry, vault_addr, client_id, pid} = info;
	return {url, nats_url, registry, vault_addr, api_key: apiKey?.reveal() ?? null, client_id, data_dir: dataFolder, pid};
}

function lines(
	{url, nats_url: nats, registry, vault_addr: vault, client_id: client}: PlatformInfo,
	apiKey: Secret | null,
): readonly string[] {
	return [
		`platform   ${url}`,
		`registry   ${registry}`,
		`vault      ${vault}`,
		`messages   ${nats}`,
		`client     ${client}`,
		...(apiKey === null ? [] : [`api key    ${apiKey.reveal()}   (shown once)`]),
	];
}
