import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {createListFilter} from '../../../../source/platform/serve/list-requests.ts';

/** What comes out when the bytes arrive in these pieces. */
function filtered(bytes: string, cuts: readonly number[] = []): string {
	const filter = createListFilter();
	const ends = [...new Set(cuts)].sort((a, b) => a - b).filter(cut => cut < bytes.length);
	return [...ends, bytes.length]
		.map((end, index) => filter.push(Buffer.from(bytes.slice(ends[index - 1] ?? 0, end), 'latin1')).toString('latin1'))
		.join('');
}

test('LIST becomes GET with list=true', () => {
	expect(filtered('LIST /v1/secret/metadata HTTP/1.1\r\nHost: a\r\n\r\n')).toBe(
		'GET /v1/secret/metadata?list=true HTTP/1.1\r\nHost: a\r\n\r\n',
	);
	expect(filtered('LIST /v1/a?limit=1 HTTP/1.1\r\nHost: a\r\n\r\n')).toBe(
		'GET /v1/a?limit=1&list=true HTTP/1.1\r\nHost: a\r\n\r\n',
	);
});

test('a body that looks like a request stays as it is, and the request after it is seen', () => {
	const body = 'LIST /v1/x HTTP/1.1\r\n\r\n';
	const post = `POST /v1/secret/data/a HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
	const list = 'LIST /v1/y HTTP/1.1\r\nHost: a\r\n\r\n';
	const expected = `${post}GET /v1/y?list=true HTTP/1.1\r\nHost: a\r\n\r\n`;

	fc.assert(
		fc.property(fc.array(fc.nat({max: post.length + list.length})), cuts => {
			expect(filtered(post + list, cuts)).toBe(expected);
		}),
	);
});

test('after a chunked body the connection ends, so that nothing in it is taken for a request', () => {
	const chunked = 'POST /v1/a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n';
	expect(filtered(`${chunked}5\r\nLIST \r\n0\r\n\r\nLIST /v1/y HTTP/1.1\r\n\r\n`)).toBe(
		`${chunked.slice(0, -2)}Connection: close\r\n\r\n5\r\nLIST \r\n0\r\n\r\nLIST /v1/y HTTP/1.1\r\n\r\n`,
	);
});

test.each([
	'Content-Length: 5\r\nContent-Length: 6',
	'Content-Length: 5\r\nTransfer-Encoding: chunked',
	'Content-Length: -1',
])('a head with %j is left to the parser', headers => {
	const bytes = `POST / HTTP/1.1\r\n${headers}\r\n\r\nLIST / HTTP/1.1\r\n\r\n`;
	expect(filtered(bytes)).toContain('LIST / HTTP/1.1');
});

test('a head without an end is handed on once it is too long', () => {
	expect(filtered('a'.repeat(20_000))).toHaveLength(20_000);
});
