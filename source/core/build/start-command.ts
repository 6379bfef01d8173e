/** Words that need no shell: no quotes, variables, pipes or patterns. An assignment in front needs one too. */
const plainWords = /^[\w@%+:,./-]+(?: +[\w@%+:,./=-]+)*$/;

/** A command line as the image's command: its words where they are plain, so that signals reach the app itself, else through a shell. */
export function startCommand(line: string): readonly string[] {
	const trimmed = line.trim();
	if (plainWords.test(trimmed)) return trimmed.split(/ +/);
	return ['/bin/sh', '-c', trimmed];
}
