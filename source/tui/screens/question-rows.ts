/** How the rows of a question's screen are shared out. */
import type {Step} from '../../wizard-engine/define.ts';
import {type Editor, optionCount} from '../fields/editor.ts';
import {wrapWords} from '../text-width.ts';
import type {Area} from './screen.ts';

interface Content {
	readonly step: Step;
	/** How many answers there are above. */
	readonly answered: number;
	readonly introduction: readonly string[];
	readonly editor: Editor | undefined;
	readonly area: Area;
}

interface QuestionRows {
	/** How many of the answers are shown. */
	readonly answered: number;
	/** How many rows a list may take. */
	readonly list: number;
}

/** Kept free below the field, so that a problem has room and nothing moves when it comes. */
const roomForProblem = 6;
const leastList = 6;

export const isList = ({field}: Step): boolean => field.kind === 'select' || field.kind === 'multiselect';

export function shareRows({step, answered, introduction, editor, area}: Content): QuestionRows {
	const {columns, rows} = area;
	const wrapped = introduction.reduce((sum, line) => sum + wrapWords(line, columns).length, 0);
	const introRows = wrapped + introduction.length;
	const fieldRows = editor === undefined ? 1 : Math.min(leastList, optionCount(editor));
	const shown = Math.min(answered, Math.max(1, rows - roomForProblem - fieldRows - 3));
	const used = (shown > 0 ? shown + 1 : 0) + introRows + (isList(step) ? 2 : 1);
	return {answered: shown, list: Math.max(3, rows - used - roomForProblem)};
}
