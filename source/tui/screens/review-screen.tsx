import {Box} from 'ink';
import type {Review, ReviewChoice} from '../../wizard-engine/prompter.ts';
import type {Key} from '../keys/key.ts';
import {Paragraph} from '../layout/paragraph.tsx';
import {Gap, Rows, Spread} from '../layout/rows.tsx';
import {Say, Sentence} from '../layout/say.tsx';
import {fit, widthOf} from '../text-width.ts';
import type {Tone} from '../theme.ts';
import {moveScroll, type Scroll, scrolledRows} from './scroll.ts';
import type {Area, KeyHint, Screen, Stage} from './screen.ts';

interface Ending {
	readonly choose: (choice: ReviewChoice) => void;
	readonly leave: () => void;
}

/** What will happen, before anything does. `d` and `p` look deeper and come back. */
export class ReviewScreen implements Screen {
	readonly isTyping = false;
	readonly #review: Review;
	readonly #stage: Stage;
	readonly #ending: Ending;
	#part: 'facts' | 'files' | 'command' = 'facts';
	#scroll: Scroll = {top: 0, rows: 1, count: 0};

	constructor(review: Review, stage: Stage, ending: Ending) {
		this.#review = review;
		this.#stage = stage;
		this.#ending = ending;
	}

	hints(): readonly KeyHint[] {
		if (this.#part !== 'facts') {
			return [
				{keys: 'esc', does: 'back to the review', keep: true},
				{keys: 'arrows', does: 'scroll'},
				...(this.#part === 'command' ? [{keys: 'c', does: 'copy'}] : []),
			];
		}

		return [
			{keys: 'enter', does: lower(this.#review.go), keep: true},
			...(this.#review.files.length > 0 ? [{keys: 'd', does: 'show the files'}] : []),
			{keys: 'e', does: 'edit an answer'},
			...(this.#review.asCommand.length > 0 ? [{keys: 'p', does: 'as a command'}] : []),
			{keys: 'esc', does: '', keep: true},
			{keys: '?', does: 'help'},
		];
	}

	help(): readonly string[] {
		return ['Nothing has happened yet. Enter begins; every file that changes is listed.'];
	}

	leave(): void {
		this.#ending.leave();
	}

	press(key: Key): void {
		if (key.chord === 'ctrl+c' || key.chord === 'ctrl+d') return this.#ending.leave();
		if (this.#part === 'facts') this.#pressFacts(key);
		else this.#pressPart(key);
		this.#stage.changed();
	}

	#pressFacts({chord}: Key): void {
		switch (chord) {
			case 'enter':
				return this.#ending.choose({choice: 'go'});
			case 'e':
				return this.#ending.choose({choice: 'edit'});
			case 'escape':
				return this.#ending.choose({choice: 'back'});
			case 'd':
				if (this.#review.files.length > 0) this.#open('files');
				return undefined;
			case 'p':
				if (this.#review.asCommand.length > 0) this.#open('command');
				return undefined;
			default:
				return undefined;
		}
	}

	#pressPart(key: Key): void {
		if (key.chord === 'escape' || key.chord === 'q') this.#part = 'facts';
		else if (key.chord === 'c' && this.#part === 'command') this.#stage.copy(this.#review.asCommand.join('\n'));
		else this.#scroll = moveScroll(this.#scroll, key) ?? this.#scroll;
	}

	#open(part: 'files' | 'command'): void {
		this.#part = part;
		this.#scroll = {top: 0, rows: 1, count: 0};
	}

	draw({columns, rows}: Area) {
		const {title, facts, files, asCommand} = this.#review;
		if (this.#part !== 'facts') {
			const lines =
				this.#part === 'files' ? diffLines(this.#review) : asCommand.map(text => ({text, tone: 'command' as const}));
			this.#scroll = {...this.#scroll, rows: rows - 2, count: lines.length};
			return (
				<Rows>
					<Spread
						left={
							<Say tone="strong">{this.#part === 'files' ? 'Files that change' : 'The same without questions'}</Say>
						}
						right={<Say tone="dim">{scrollNote(this.#scroll)}</Say>}
						width={columns}
					/>
					<Gap />
					{scrolledRows(this.#scroll, lines).map(({text, tone}, index) => (
						<Box key={index} width={columns} height={1} flexShrink={0} paddingLeft={2}>
							<Say tone={tone}>{text}</Say>
						</Box>
					))}
				</Rows>
			);
		}

		const labelWidth = Math.max(10, ...facts.map(({label}) => widthOf(label)));
		return (
			<Rows>
				<Paragraph tone="strong" width={columns}>
					{title}
				</Paragraph>
				<Gap />
				{facts.map(({label, value, aside}) => (
					<Box key={label} flexShrink={0} paddingLeft={2}>
						<Box flexShrink={0} width={labelWidth + 2}>
							<Say tone="dim">{label}</Say>
						</Box>
						<Spread
							left={
								<Paragraph width={columns - labelWidth - 4 - (aside === undefined ? 0 : widthOf(aside) + 2)}>
									{value}
								</Paragraph>
							}
							right={aside === undefined ? undefined : <Say tone="dim">{aside}</Say>}
							width={columns - labelWidth - 4}
						/>
					</Box>
				))}
				{files.length > 0 ? (
					<Rows above={1}>
						<Say tone="strong">Files that change</Say>
						{files.map(({mark, path, note}) => (
							<Box key={path} paddingLeft={2} flexShrink={0} width={columns}>
								<Sentence>
									<Say tone={mark === '+' ? 'good' : 'warning'}>{`${mark} `}</Say>
									<Say>{fit(path, Math.max(24, ...files.map(file => Math.min(48, widthOf(file.path)))))}</Say>
									<Say tone="dim">{`   ${note}`}</Say>
								</Sentence>
							</Box>
						))}
					</Rows>
				) : undefined}
			</Rows>
		);
	}
}

interface ToneLine {
	readonly text: string;
	readonly tone: Tone;
}

function diffLines({files}: Review): readonly ToneLine[] {
	return files.flatMap(({mark, path, diff}, index) => [
		...(index === 0 ? [] : [{text: '', tone: 'plain' as const}]),
		{text: `${mark} ${path}`, tone: 'strong'},
		...diff.map((text): ToneLine => ({text: `  ${text}`, tone: toneOfDiff(text)})),
	]);
}

function toneOfDiff(text: string): Tone {
	if (text.startsWith('+')) return 'good';
	return text.startsWith('-') ? 'bad' : 'plain';
}

const scrollNote = ({top, rows, count}: Scroll): string =>
	count <= rows ? '' : `${top + 1} to ${Math.min(count, top + rows)} of ${count}`;

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
