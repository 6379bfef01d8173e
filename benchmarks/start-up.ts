import {atMost, type Benchmark, type Figure} from './benchmark.ts';
import type {RawTerminal} from './raw-terminal.ts';
import {interleaved, type Spread, spreadOf, spreadText} from './statistics.ts';
import {programFile, type Workshop} from './workshop.ts';

const rounds = 31;

/** From the start of the process to its end, as a ratio to Node doing nothing, and to the journey's first picture. */
export const startUp: Benchmark = {
	name: 'start-up',
	about: 'how long until there is an answer, against `node -e 0` in the same minutes',
	async run(workshop) {
		const {credentials} = await workshop.platform();
		const stored = {CS_HOME: await workshop.newFolder('stored')};
		await workshop.tells(['login', '--credential-store', 'file', '--non-interactive'], {
			env: {...stored, ...credentials},
		});
		await workshop.tells(['whoami'], {env: credentials});
		const app = await workshop.copyOf('hello-node');
		const program = (word: string, env = {}) => workshop.timed([programFile, word], {env});
		// Asked to end, it keeps what V8 made of its code; the starts after that find it.
		await firstFrame(workshop, app, 'known', terminal => terminal.end());
		const taken = await interleaved(rounds, {
			floor: () => workshop.timed(['-e', '0']),
			version: () => program('--version'),
			help: () => program('--help'),
			stored: () => program('whoami', stored),
			environment: () => program('whoami', credentials),
			hidden: () => workshop.timed([programFile, 'answers', 'schema'], {env: stored}),
			frame: () => firstFrame(workshop, app, 'known'),
			fresh: async () => {
				await workshop.forgetFolder('fresh');
				return firstFrame(workshop, app, 'fresh');
			},
		});
		return figuresOf(taken);
	},
};

function figuresOf(taken: ReadonlyMap<string, Spread>): readonly Figure[] {
	const floor = taken.get('floor')?.median ?? Number.NaN;
	const ratio = (name: string, key: string, limit: number | null): Figure => {
		const spread = taken.get(key);
		const figure = {
			name,
			value: (spread?.median ?? Number.NaN) / floor,
			unit: '×' as const,
			...(spread === undefined ? {} : {note: spreadText(spread)}),
		};
		return limit === null ? figure : atMost(limit, figure);
	};
	const overFloor = (name: string, key: string): Figure => {
		const spread = taken.get(key) ?? spreadOf([]);
		return atMost(130, {name, value: spread.median - floor, unit: 'ms', note: spreadText(spread)});
	};
	return [
		ratio('node -e 0', 'floor', null),
		ratio('--version', 'version', 1.1),
		ratio('--help', 'help', 1.1),
		ratio('whoami, signed in', 'stored', 1.6),
		ratio('whoami, key in the environment', 'environment', 1.6),
		ratio('answers schema', 'hidden', null),
		overFloor('first frame, over the floor', 'frame'),
		overFloor('first frame of the first start ever, over the floor', 'fresh'),
	];
}

/** Until the journey's first picture is written to an 80×24 terminal. */
async function firstFrame(
	workshop: Workshop,
	app: string,
	home: string,
	leave = (terminal: RawTerminal) => terminal.kill(),
): Promise<number> {
	const env = {CS_HOME: await workshop.newFolder(home)};
	const started = performance.now();
	const terminal = workshop.opens([programFile, '--cwd', app], {columns: 80, rows: 24, env});
	const painted = await terminal.writes('Sign in');
	leave(terminal);
	await terminal.exited;
	return painted - started;
}
