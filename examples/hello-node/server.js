// The smallest app worth deploying: it answers / and logs each request.
import {createServer} from 'node:http';

const port = Number(process.env.PORT ?? 3000);

const server = createServer((request, response) => {
	const started = performance.now();
	const status = request.url === '/' ? 200 : 404;
	response.writeHead(status, {'content-type': 'text/plain; charset=utf-8'});
	response.end(status === 200 ? 'Hello from hello-node\n' : 'Nothing here\n');
	console.log(`${request.method} ${request.url} ${status} ${Math.round(performance.now() - started)}ms`);
});

server.listen(port, '127.0.0.1', () => console.log(`listening on ${port}`));
process.on('SIGTERM', () => {
	console.log('stopping');
	server.close(() => process.exit(0));
	server.closeIdleConnections();
});
