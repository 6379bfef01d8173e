/** The review as sentences and a numbered choice. */
import type {Review, ReviewChoice} from '../wizard-engine/prompter.ts';
import {inputEnded} from './accessible-dialog.ts';
import type {DialogTerminal} from './dialog-terminal.ts';
import {safeText} from './safe-text.ts';

export async function askReview(review: Review, terminal: DialogTerminal): Promise<ReviewChoice> {
	const say = (...lines: readonly string[]) => terminal.write(`${lines.map(safeText).join('\n')}\n`);
	say('', `${review.title}.`, ...factLines(review), ...fileLines(review));
	const actions = [review.go, 'Show the files', 'Edit an answer', 'Show it as a command', 'Go back'];
	say(...actions.map((action, index) => `  ${index + 1}. ${action}`));
	for (;;) {
		const line = await terminal.readLine({prompt: 'Type a number (Enter for 1): ', hidden: false});
		if (line === null) throw inputEnded();
		switch (line.trim().toLowerCase()) {
			case '':
			case '1':
				return {choice: 'go'};
			case '2':
			case 'd':
				say(...diffLines(review));
				break;
			case '3':
			case 'e':
				return {choice: 'edit'};
			case '4':
			case 'p':
				say(...review.asCommand);
				break;
			case '5':
			case '<':
			case 'back':
				return {choice: 'back'};
			default:
				say(`Type a number from 1 to ${actions.length}.`);
		}
	}
}

function factLines({facts}: Review): readonly string[] {
	return facts.map(({label, value, aside}) => `${label}: ${value}${aside === undefined ? '' : `, ${aside}`}.`);
}

function fileLines({files}: Review): readonly string[] {
	if (files.length === 0) return ['No file changes.'];
	return files.map(({mark, path, note}) => `${mark === '+' ? 'New file' : 'Changed file'} ${path}: ${note}.`);
}

function diffLines({files}: Review): readonly string[] {
	if (files.length === 0) return ['No file changes.'];
	return files.flatMap(({path, diff}) => [`${path}:`, ...diff.map(line => `    ${line}`)]);
}
