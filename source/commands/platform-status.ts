import {resolve} from 'node:path';
import type {Command} from './command.ts';

export const platformStatusCommand: Command = {
	flags: [{name: 'data-dir', value: 'DIR', description: 'of another data folder'}],
	async run({flags}, {localPlatform, context}) {
		const dataFolder = resolve(context.startedIn, flags.text('data-dir') ?? localPlatform.dataFolder);
		const info = await localPlatform.info(dataFolder);
		if (info === null)
			return {json: {running: false, data_dir: dataFolder}, text: ['The platform of this machine is not running.']};
		const {url, nats_url, registry, vault_addr, client_id, pid} = info;
		return {
			json: {running: true, url, nats_url, registry, vault_addr, client_id, data_dir: dataFolder, pid},
			text: [
				`running    process ${pid}`,
				`platform   ${url}`,
				`registry   ${registry}`,
				`vault      ${vault_addr}`,
				`messages   ${nats_url}`,
			],
		};
	},
};
