import {readdir, readFile} from 'node:fs/promises';
import {setTimeout as sleep} from 'node:timers/promises';

export interface SeenProcess {
	readonly pid: number;
	readonly commandLine: string;
	readonly environment: string;
}

/** What any local user (command lines) or the same user (environments) can read of every process, looked at again and again. */
export function watchProcesses() {
	const seen = new Map<string, SeenProcess>();
	const state = {watching: true};

	async function look(): Promise<void> {
		const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name) && Number(name) !== process.pid);
		await Promise.all(
			pids.map(async pid => {
				const [commandLine, environment] = await Promise.all(
					['cmdline', 'environ'].map(name => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
				);
				if (commandLine === undefined || environment === undefined || commandLine === '') return;
				seen.set(`${pid}\n${commandLine}\n${environment}`, {pid: Number(pid), commandLine, environment});
			}),
		);
	}

	const watching = (async () => {
		while (state.watching) {
			await look();
			await sleep(15);
		}
	})();

	return {
		/** All that was seen, oldest first. */
		async end(): Promise<readonly SeenProcess[]> {
			state.watching = false;
			await watching;
			return [...seen.values()];
		},
	};
}
