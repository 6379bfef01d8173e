import {type LayerResult, layerClaims} from '../../shared/health-ladder.ts';
import type {Ladder} from '../../wizard-engine/prompter.ts';
import {formatDuration} from '../format.ts';
import type {Key} from '../keys/key.ts';
import {Paragraph} from '../layout/paragraph.tsx';
import {Gap, Rows, Spread} from '../layout/rows.tsx';
import {Say, Sentence, useTheme} from '../layout/say.tsx';
import {Waiting} from '../layout/waiting.tsx';
import {fit} from '../text-width.ts';
import type {Tone} from '../theme.ts';
import type {Area, KeyHint, Screen, Stage} from './screen.ts';

interface Ending {
	readonly leave: () => void;
}

/** The rungs of a health check as they are climbed. */
export class LadderScreen<Result> implements Screen {
	readonly isTyping = false;
	readonly #ladder: Ladder<Result>;
	readonly #stage: Stage;
	readonly #ending: Ending;
	readonly #stop = new AbortController();
	#since: number;
	#layers: readonly LayerResult[] = [];

	constructor(ladder: Ladder<Result>, stage: Stage, ending: Ending) {
		this.#ladder = ladder;
		this.#stage = stage;
		this.#ending = ending;
		this.#since = stage.now();
	}

	run(): Promise<Result> {
		return this.#ladder.run(layer => {
			this.#layers = [...this.#layers.filter(({name}) => name !== layer.name), layer];
			this.#since = this.#stage.now();
			this.#stage.changed();
		}, this.#stop.signal);
	}

	hints(): readonly KeyHint[] {
		return [
			{keys: 'esc', does: 'stop the check'},
			{keys: 'ctrl+c', does: 'leave', keep: true},
			{keys: '?', does: 'help'},
		];
	}

	help(): readonly string[] {
		return ['Each row is one layer between here and your secrets. The first one that does not hold is to blame.'];
	}

	leave(): void {
		this.#stop.abort();
		this.#ending.leave();
	}

	press({chord}: Key): void {
		if (chord === 'escape') this.#stop.abort();
		if (chord === 'ctrl+c') this.leave();
	}

	draw({columns}: Area) {
		const broken = this.#layers.find(({status}) => status === 'failed');
		return (
			<Rows>
				<Say tone="strong">{this.#ladder.title}</Say>
				<Gap />
				{this.#layers.map(layer => (
					<Rung key={layer.name} layer={layer} width={columns} />
				))}
				<Rows indent={2}>
					<Waiting key={this.#since} words="checking" since={this.#since} now={this.#stage.now} />
				</Rows>
				{broken === undefined || broken.fix === '' ? undefined : (
					<Rows above={1}>
						<Paragraph width={columns}>{broken.fix}</Paragraph>
					</Rows>
				)}
			</Rows>
		);
	}
}

const tones: Readonly<Record<LayerResult['status'], Tone>> = {
	ok: 'good',
	warn: 'warning',
	failed: 'bad',
	skipped: 'dim',
};

const claimWidth = 24;

/** One rung: a mark, the claim, what was found, and how long it took. */
function Rung({layer, width}: {readonly layer: LayerResult; readonly width: number}) {
	const {marks} = useTheme();
	const {name, status, detail, duration_ms: duration} = layer;
	const mark = {ok: marks.good, warn: marks.warning, failed: marks.bad, skipped: marks.waiting}[status];
	const left = (
		<Sentence>
			<Say>{'  '}</Say>
			<Say tone={tones[status]}>{mark}</Say>
			<Say tone={status === 'skipped' ? 'dim' : 'plain'}>{` ${fit(layerClaims[name], claimWidth)}  `}</Say>
			<Say tone="dim">{status === 'skipped' && detail === '' ? 'not reached' : detail}</Say>
		</Sentence>
	);
	return (
		<Spread
			left={left}
			right={<Say tone="dim">{status === 'skipped' ? '' : formatDuration(duration)}</Say>}
			width={width}
		/>
	);
}
