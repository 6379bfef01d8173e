import {Box} from 'ink';
import {Secret} from '../../shared/secret.ts';
import {useTheme} from '../layout/say.tsx';
import {ChoiceList} from './choice-list.tsx';
import type {Editor} from './editor.ts';
import {ConfirmLine, SecretLine, TextLine} from './text-line.tsx';

interface EditorViewProps {
	readonly editor: Editor;
	readonly width: number;
	readonly placeholder?: string | undefined;
}

/** Draws a field. */
export function EditorView({editor, width, placeholder}: EditorViewProps) {
	const {hidden} = useTheme().marks;
	switch (editor.kind) {
		case 'text':
		case 'path':
		case 'number':
			return <TextLine field={editor.text} width={width} placeholder={placeholder} />;
		case 'secret': {
			const {kept, text, isRevealed} = editor;
			const keeps = kept && `${hidden.repeat(8)}  ${kept.lengthClass}, enter keeps it`;
			return (
				<SecretLine
					field={text}
					width={width}
					placeholder={keeps ?? placeholder}
					lengthClass={new Secret(text.value).lengthClass}
					isRevealed={isRevealed}
				/>
			);
		}
		case 'select':
			return (
				<Box flexDirection="column" flexShrink={0}>
					<ChoiceList field={editor.list} width={width} freeText={editor.freeText} />
				</Box>
			);
		case 'multiselect':
			return <ChoiceList field={editor.list.list} width={width} marked={editor.list.marked} />;
		case 'confirm':
			return <ConfirmLine yes={editor.yes} />;
	}
}
