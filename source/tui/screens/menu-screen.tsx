import {Box} from 'ink';
import type {Menu, MenuChoice} from '../../wizard-engine/prompter.ts';
import {ChoiceList, FilterNote} from '../fields/choice-list.tsx';
import {
	moveSelect,
	optionAtCursor,
	optionOfKey,
	type SelectField,
	selectField,
	withHeight,
} from '../fields/select-field.ts';
import type {Key} from '../keys/key.ts';
import {ChapterLine} from '../layout/chapters.tsx';
import {widthOfHints} from '../layout/keys-line.tsx';
import {Lines} from '../layout/lines.tsx';
import {Gap, Rows, Spread} from '../layout/rows.tsx';
import {Say} from '../layout/say.tsx';
import type {Area, KeyHint, Screen, Stage} from './screen.ts';

interface Ending {
	readonly choose: (value: string) => void;
	readonly leave: () => void;
}

/** A title, some lines and what one can do: home, a failure, the end of a deploy. */
export class MenuScreen implements Screen {
	readonly #menu: Menu;
	readonly #stage: Stage;
	readonly #ending: Ending;
	#list: SelectField;
	#copied = false;

	constructor(menu: Menu, stage: Stage, ending: Ending) {
		this.#menu = menu;
		this.#stage = stage;
		this.#ending = ending;
		this.#list = selectField(menu.choices, undefined, menu.choices.length);
	}

	/** A list that filters takes letters as text. */
	get isTyping(): boolean {
		return this.#list.filter !== '';
	}

	/** The end of a deploy shows its choices as keys alone, when all have one and all fit. */
	get #isKeysOnly(): boolean {
		const {id, choices} = this.#menu;
		if (id !== 'done' || choices.length === 0 || choices.slice(1).some(({key}) => key === undefined)) return false;
		return widthOfHints(this.#keysOnlyHints()) <= this.#stage.size().columns - 2;
	}

	#keysOnlyHints(): readonly KeyHint[] {
		const [first, ...others] = this.#menu.choices;
		return [
			...(first ? [{keys: 'enter', does: lowerFirst(first.label), keep: true}] : []),
			...others.flatMap(letterHint),
		];
	}

	hints(): readonly KeyHint[] {
		if (this.#isKeysOnly) return this.#keysOnlyHints();
		const {choices, exitCode, copy, escape} = this.#menu;
		return [
			{keys: 'enter', does: 'choose', keep: true},
			...(exitCode === undefined || exitCode === 0
				? []
				: [{keys: 'exit code', does: `will be ${exitCode}`, keep: true}]),
			...(copy === undefined ? [] : [{keys: 'c', does: this.#copied ? 'copied' : 'copy details', keep: true}]),
			...choices.flatMap(letterHint),
			...(escape === undefined ? [] : [{keys: 'esc', does: 'back'}]),
			{keys: '?', does: 'help'},
		];
	}

	help(): readonly string[] {
		return this.#menu.help ?? [];
	}

	leave(): void {
		this.#ending.leave();
	}

	press(key: Key): void {
		const {copy, escape, choices} = this.#menu;
		const chosen = optionOfKey(this.#list, key);
		if (chosen) return this.#ending.choose(chosen.value);
		switch (key.chord) {
			case 'ctrl+c':
			case 'ctrl+d':
				return this.#ending.leave();
			case 'enter': {
				const option = this.#isKeysOnly ? choices[0] : optionAtCursor(this.#list);
				return option && this.#ending.choose(option.value);
			}
			case 'escape':
				if (this.#list.filter !== '') this.#list = selectField(choices, undefined, choices.length);
				else if (escape !== undefined) return this.#ending.choose(escape);
				break;
			default:
				if (key.chord === 'c' && copy !== undefined && this.#list.filter === '') {
					this.#stage.copy(copy);
					this.#copied = true;
				} else this.#list = moveSelect(this.#list, key) ?? this.#list;
		}

		this.#stage.changed();
	}

	draw({columns, rows}: Area) {
		const {title, aside, steps = [], lines} = this.#menu;
		const stepRows = steps.length === 0 ? 0 : 2;
		// The lines above may be long; what can be chosen is always on the screen.
		this.#list = withHeight(this.#list, Math.max(3, Math.min(this.#menu.choices.length, rows - 6)));
		const listRows = this.#isKeysOnly ? 0 : this.#list.height + 1;
		return (
			<Rows>
				<Spread
					left={
						<Say tone="strong" wrap="wrap">
							{title}
						</Say>
					}
					right={
						this.#list.filter === '' ? (
							aside === undefined ? undefined : (
								<Say tone="dim">{aside}</Say>
							)
						) : (
							<FilterNote field={this.#list} />
						)
					}
					width={columns}
				/>
				<Gap />
				{steps.length === 0 ? undefined : (
					<Rows indent={2}>
						<ChapterLine chapters={steps} position={undefined} />
						<Gap />
					</Rows>
				)}
				<Box
					flexDirection="column"
					flexShrink={0}
					overflow="hidden"
					{...bounded(lines.length, rows - 2 - stepRows - listRows)}
				>
					<Lines lines={lines} width={columns} />
				</Box>
				{this.#isKeysOnly ? undefined : (
					<>
						{lines.length > 0 ? <Gap /> : undefined}
						<ChoiceList field={this.#list} width={columns} />
					</>
				)}
			</Rows>
		);
	}
}

/** A height only when the lines would not fit; else they take what they need, wrapped ones included. */
function bounded(lines: number, room: number): {readonly maxHeight: number} {
	return {maxHeight: Math.max(1, Math.min(room, Math.max(lines * 3, 1)))};
}

const letterHint = ({key, label}: MenuChoice): readonly KeyHint[] =>
	key === undefined ? [] : [{keys: key, does: lowerFirst(label)}];

/** "Deploy" is "deploy" in the keys line; "GitHub" and "URL" keep their letters. */
const lowerFirst = (label: string): string =>
	/^\p{Lu}\p{Ll}+\b/u.test(label) && !/^\p{Lu}\p{Ll}+\p{Lu}/u.test(label)
		? label.charAt(0).toLowerCase() + label.slice(1)
		: label;
