/**
 * Node's HTTP parser knows a fixed set of methods, and Vault's `LIST` is not one of them: it answers 400 by itself.
 * The API has another form of the same request, `GET` with `?list=true`, so the first line is rewritten on its way in.
 */

const maxHeadBytes = 16 * 1024;
const endOfHead = '\r\n\r\n';
const rewritten: Readonly<Record<string, string>> = {LIST: 'list=true', SCAN: 'scan=true'};

interface RequestFilter {
	/** The bytes to hand on; those of a head that is not complete wait. */
	push(chunk: Buffer): Buffer;
}

/** Follows the requests on one connection: each begins where the body of the one before ends. */
export function createListFilter(): RequestFilter {
	let held: Buffer = Buffer.alloc(0);
	let bodyLeft = 0;
	/** Once the framing is not ours to tell, all goes through as it is: the parser refuses what is wrong. */
	let isOpaque = false;

	const step = (): Buffer => {
		if (isOpaque) return takeHeld(held.length);
		if (bodyLeft > 0) {
			const part = takeHeld(Math.min(bodyLeft, held.length));
			bodyLeft -= part.length;
			return part;
		}
		const end = held.indexOf(endOfHead);
		if (end < 0) {
			isOpaque = held.length > maxHeadBytes;
			return isOpaque ? takeHeld(held.length) : Buffer.alloc(0);
		}
		const head = takeHeld(end + endOfHead.length).toString('latin1');
		const framing = framingOf(head);
		isOpaque = framing.isOpaque;
		bodyLeft = framing.bodyBytes;
		return Buffer.from(framing.head, 'latin1');
	};
	const takeHeld = (count: number): Buffer => {
		const part = held.subarray(0, count);
		held = held.subarray(count);
		return part;
	};

	return {
		push(chunk) {
			held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
			const parts: Buffer[] = [];
			for (let part = step(); part.length > 0; part = held.length > 0 ? step() : Buffer.alloc(0)) parts.push(part);
			return Buffer.concat(parts);
		},
	};
}

interface Framing {
	readonly head: string;
	readonly bodyBytes: number;
	readonly isOpaque: boolean;
}

function framingOf(received: string): Framing {
	const head = rewriteMethod(received);
	const lengths = [...head.matchAll(/\r\ncontent-length:[ \t]*(?<bytes>[^\r\n]*?)[ \t]*(?=\r\n)/gi)];
	const hasEncoding = /\r\ntransfer-encoding:/i.test(head);
	if (!hasEncoding && lengths.length === 0) return {head, bodyBytes: 0, isOpaque: false};
	const bytes = lengths[0]?.groups?.['bytes'] ?? '';
	if (!hasEncoding && lengths.length === 1 && /^\d{1,15}$/.test(bytes))
		return {head, bodyBytes: Number(bytes), isOpaque: false};
	// The end of a chunked body is not looked for: the connection ends with this request, and the next has its own.
	return {head: `${head.slice(0, -2)}Connection: close\r\n\r\n`, bodyBytes: 0, isOpaque: true};
}

function rewriteMethod(head: string): string {
	const line = /^(?:\r\n)*(?<method>LIST|SCAN) (?<target>[^ \r\n]+) (?<version>HTTP\/1\.[01])\r\n/.exec(head);
	const {method, target, version} = line?.groups ?? {};
	if (line === null || method === undefined || target === undefined || version === undefined) return head;
	const query = `${target.includes('?') ? '&' : '?'}${rewritten[method] ?? ''}`;
	return `GET ${target}${query} ${version}\r\n${head.slice(line[0].length)}`;
}
