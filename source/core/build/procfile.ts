import {startCommand} from './start-command.ts';

/** The command of a Procfile's `web` line, or null. */
export function webProcess(text: string | null): readonly string[] | null {
	const command = /^web: *(\S[^\r\n]*)/m.exec(text ?? '')?.[1];
	return command === undefined ? null : startCommand(command);
}
