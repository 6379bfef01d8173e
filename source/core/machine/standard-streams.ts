import {writeSync} from 'node:fs';
import {text} from 'node:stream/consumers';

/** Everything on standard input; undefined on a terminal, where nobody is typing into a file. */
export async function readStandardInput(): Promise<string | undefined> {
	return process.stdin.isTTY ? undefined : text(process.stdin);
}

/** Readers such as `head` close the pipe: that ends us quietly, as it ends any filter. Talk that nobody hears ends nothing. */
export function endQuietlyOnClosedPipes(leave: () => void): void {
	const isClosed = ({code}: NodeJS.ErrnoException) => code === 'EPIPE' || code === 'EIO';
	process.stdout.on('error', (error: NodeJS.ErrnoException) => {
		if (!isClosed(error)) throw error;
		leave();
	});
	process.stderr.on('error', (error: NodeJS.ErrnoException) => {
		if (!isClosed(error)) throw error;
	});
}

/** Past every buffer, also while the process ends. */
export function writeNow(descriptor: 1 | 2, bytes: string): void {
	try {
		writeSync(descriptor, bytes);
	} catch {
		// The terminal is gone; there is nobody to tell.
	}
}
