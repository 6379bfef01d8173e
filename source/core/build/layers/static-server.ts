/** Where the server that serves static sites is put in an image, from the app's folder on. */
export const staticServerPath = '.cs-wizard/static-server.mjs';

/** The command that serves a folder of the app. */
export const serveCommand = (folder: string): readonly string[] => ['node', staticServerPath, folder];

/** A whole program: it runs in the image, with Node.js and nothing else. Dot files are never served, so it does not serve itself. */
export const staticServerSource = `import {createReadStream} from 'node:fs';
import {realpath, stat} from 'node:fs/promises';
import {createServer} from 'node:http';
import {extname, join, resolve, sep} from 'node:path';

const root = await realpath(resolve(process.argv[2] ?? '.'));
const port = Number(process.env.PORT ?? 3000);
const types = {
	'.avif': 'image/avif',
	'.css': 'text/css; charset=utf-8',
	'.csv': 'text/csv; charset=utf-8',
	'.gif': 'image/gif',
	'.html': 'text/html; charset=utf-8',
	'.ico': 'image/x-icon',
	'.jpeg': 'image/jpeg',
	'.jpg': 'image/jpeg',
	'.js': 'text/javascript; charset=utf-8',
	'.json': 'application/json',
	'.map': 'application/json',
	'.md': 'text/markdown; charset=utf-8',
	'.mjs': 'text/javascript; charset=utf-8',
	'.mp4': 'video/mp4',
	'.pdf': 'application/pdf',
	'.png': 'image/png',
	'.svg': 'image/svg+xml',
	'.txt': 'text/plain; charset=utf-8',
	'.wasm': 'application/wasm',
	'.webm': 'video/webm',
	'.webmanifest': 'application/manifest+json',
	'.webp': 'image/webp',
	'.woff': 'font/woff',
	'.woff2': 'font/woff2',
	'.xml': 'application/xml',
};

async function fileFor(path) {
	const index = join(path, 'index.html');
	for (const candidate of [path, index, path + '.html']) {
		try {
			const file = await realpath(join(root, candidate));
			if (!file.startsWith(root + sep)) continue;
			const stats = await stat(file);
			if (stats.isFile()) return {file, stats, isIndex: candidate === index};
		} catch {
			continue;
		}
	}
	return null;
}

async function answer(request, response) {
	if (request.method !== 'GET' && request.method !== 'HEAD') {
		response.writeHead(405, {allow: 'GET, HEAD'}).end();
		return;
	}
	let asked;
	let path;
	try {
		asked = new URL(request.url ?? '/', 'http://site');
		path = decodeURIComponent(asked.pathname);
	} catch {
		response.writeHead(400).end();
		return;
	}
	const hidden = path.includes('\\0') || path.split('/').some(part => part.startsWith('.') && part !== '.well-known');
	const found = hidden ? null : await fileFor(path);
	if (found?.isIndex && !path.endsWith('/')) {
		// From here on the page's own relative links are right.
		const folder = asked.pathname.split('/').at(-1);
		response.writeHead(301, {location: './' + folder + '/' + asked.search}).end();
		return;
	}
	const page = found ?? (await fileFor('/404.html'));
	if (page === null) {
		response.writeHead(404, {'content-type': 'text/plain; charset=utf-8'}).end('Not found\\n');
		return;
	}
	const etag = '"' + page.stats.size.toString(36) + '-' + page.stats.mtimeMs.toString(36) + '"';
	if (found !== null && request.headers['if-none-match'] === etag) {
		response.writeHead(304, {etag}).end();
		return;
	}
	response.writeHead(found === null ? 404 : 200, {
		'content-type': types[extname(page.file).toLowerCase()] ?? 'application/octet-stream',
		'content-length': page.stats.size,
		'cache-control': 'no-cache',
		'x-content-type-options': 'nosniff',
		etag,
	});
	if (request.method === 'HEAD') {
		response.end();
		return;
	}
	createReadStream(page.file).on('error', () => response.destroy()).pipe(response);
}

const server = createServer((request, response) => {
	response.on('finish', () => console.log(request.method + ' ' + request.url + ' ' + response.statusCode));
	answer(request, response).catch(() => response.destroy());
});
server.listen(port, process.env.HOST ?? '127.0.0.1', () => console.log('serving on port ' + port));
process.on('SIGTERM', () => {
	server.close(() => process.exit(0));
	server.closeIdleConnections();
});
`;
