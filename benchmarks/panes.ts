import {setTimeout as sleep} from 'node:timers/promises';
import {atMost, type Benchmark, type Figure} from './benchmark.ts';
import {startMessages, type MessageServer} from './message-server.ts';
import {usageOf} from './process-usage.ts';
import type {RawTerminal} from './raw-terminal.ts';
import {type Spread, spreadOf} from './statistics.ts';
import {programFile, type StartedPlatform, type Workshop} from './workshop.ts';

const beginUpdate = '\u001B[?2026h';
const warmUpMs = 4000;
const keyPresses = 60;
const steadyMs = {'10000': 10_000, '100000': 60_000} as const;

/** `cs-wizard logs` with its four panes in a real terminal of 120×40, while another process floods the service. */
export const panes: Benchmark = {
	name: 'panes',
	about: 'four log panes at 120×40: processor time of the screen, from key to screen, memory',
	async run(workshop) {
		const messages = await startMessages(workshop);
		const platform = await workshop.platform({
			NATS_SERVERS: messages.url.replace('nats://', ''),
			NATS_CLIENT_PRIVATE_KEY: messages.publisherSeed,
			NATS_CLI_NKEY_SEED: messages.listenerSeed,
		});
		const app = await workshop.copyOf('hello-node');
		const up = ['up', '--cwd', app, '--non-interactive', '--answers-file', `${app}/answers.yaml`];
		const deployed = await workshop.tells(up, {env: platform.credentials});
		const listed = await workshop.tells(['services', 'list'], {env: platform.credentials});
		const target: Target = {
			messages,
			platform,
			app,
			serviceId: firstId(listed['services']),
			deploymentId: String(deployed['deployment_id']),
		};
		const figures: Figure[] = [];
		for (const rate of ['10000', '100000'] as const) figures.push(...(await measure(workshop, target, rate)));
		return figures;
	},
};

interface Target {
	readonly messages: MessageServer;
	readonly platform: StartedPlatform;
	readonly app: string;
	readonly serviceId: string;
	readonly deploymentId: string;
}

async function measure(
	workshop: Workshop,
	{messages, platform, app, serviceId, deploymentId}: Target,
	rate: keyof typeof steadyMs,
): Promise<readonly Figure[]> {
	const terminal = workshop.opens([programFile, 'logs', '--cwd', app], {env: platform.credentials});
	const seen = watch(terminal);
	await terminal.writes('pause');
	const flood = workshop.start(['benchmarks/flood-lines.ts', messages.url, serviceId, deploymentId, rate, '1000'], {
		cwd: process.cwd(),
		env: {FLOOD_SEED: messages.publisherSeed},
	});
	await sleep(warmUpMs);

	const [before, updates, began] = [await usageOf(terminal.pid), seen.updates, performance.now()];
	await sleep(steadyMs[rate] / 2);
	// By now the kept lines have reached their limit; from here on memory should stay as it is.
	const middle = await usageOf(terminal.pid);
	await sleep(steadyMs[rate] / 2);
	const [after, seconds] = [await usageOf(terminal.pid), (performance.now() - began) / 1000];
	const frames = seen.updates - updates;
	const {rate: heard, lag, lost} = seen.header();
	const echo = workshop.opens(['-e', echoProgram], {env: platform.credentials});
	await echo.writes('ready');
	const [keys, floor] = await keyToScreen(terminal, echo);
	echo.kill();
	flood.kill('SIGKILL');
	terminal.kill();
	await terminal.exited;

	const at = `${Number(rate) / 1000}k lines/s`;
	const note = `${messages.name}; the header says ${heard} lines/s, lag ${lag} s, ${lost} lost`;
	const latency = [
		{
			name: `${at}: key to screen, median`,
			value: keys.median,
			unit: 'ms' as const,
			note: `of ${keys.count} keys; a program that only echoes: ${floor.median.toFixed(1)} ms`,
		},
		atMost(50, {
			name: `${at}: key to screen, p95`,
			value: keys.p95,
			unit: 'ms',
			note: `longest ${keys.max.toFixed(0)} ms; a program that only echoes: p95 ${floor.p95.toFixed(1)} ms`,
		}),
	];
	if (before === null || middle === null || after === null) return latency;
	const main = after.mainSeconds - before.mainSeconds;
	return [
		atMost(25, {name: `${at}: the screen, of a core`, value: (100 * main) / seconds, unit: '%', note}),
		{
			name: `${at}: the screen, a picture`,
			value: (1000 * main) / Math.max(1, frames),
			unit: 'ms',
			note: `${(frames / seconds).toFixed(1)} pictures/s`,
		},
		{
			name: `${at}: log thread and V8's own, of a core`,
			value: (100 * (after.otherSeconds - before.otherSeconds)) / seconds,
			unit: '%',
		},
		...latency,
		{
			name: `${at}: memory at the end`,
			value: after.residentMb,
			unit: 'MB',
			note: `${(after.residentMb - middle.residentMb).toFixed(0)} MB more than ${(seconds / 2).toFixed(0)} s before`,
		},
	];
}

/** Counts the updates of the screen and remembers what its header said last. */
function watch(terminal: RawTerminal) {
	const state = {updates: 0, text: ''};
	terminal.onData(data => {
		state.updates += data.split(beginUpdate).length - 1;
		state.text = (state.text + data).slice(-200_000);
	});
	const last = (pattern: RegExp): string => [...state.text.matchAll(pattern)].at(-1)?.[1] ?? '?';
	return {
		get updates() {
			return state.updates;
		},
		header: () => ({
			rate: last(/(\d+) lines\/s/g),
			lag: last(/lag ([\d.]+) s/g),
			lost: last(/(\d+) lost/g),
		}),
	};
}

/** What the machine itself takes from a key to a screen while it is this busy. */
const echoProgram =
	"process.stdin.setRawMode(true);process.stdin.on('data',data=>process.stdout.write('echo'+data));process.stdout.write('ready')";

/** Space stops the panes and lets them go on; the hint of that key changes with it. In turn with the echo. */
async function keyToScreen(terminal: RawTerminal, echo: RawTerminal): Promise<readonly [Spread, Spread]> {
	const [taken, echoed]: [number[], number[]] = [[], []];
	for (let press = 0; press < keyPresses; press += 1) {
		await sleep(100 + ((press * 37) % 90));
		taken.push(await pressed(terminal, press % 2 === 0 ? /follow/ : /pause(?!d)/));
		echoed.push(await pressed(echo, 'echo'));
	}
	return [spreadOf(taken), spreadOf(echoed)];
}

async function pressed(terminal: RawTerminal, expected: string | RegExp): Promise<number> {
	const painted = terminal.writes(expected);
	const at = performance.now();
	terminal.write(' ');
	return (await painted) - at;
}

function firstId(services: unknown): string {
	const [first]: readonly unknown[] = Array.isArray(services) ? services : [];
	const id: unknown = typeof first === 'object' && first !== null ? Reflect.get(first, 'id') : undefined;
	if (typeof id !== 'string') throw new Error('the app has no service');
	return id;
}
