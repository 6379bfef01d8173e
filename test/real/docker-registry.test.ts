import {execFile, spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {expect, test} from 'vitest';
import {layersBuilder} from '../../source/core/build/builders/layers.ts';
import {detectStack} from '../../source/core/build/detect-stack.ts';
import {pushImage} from '../../source/core/registry/push-image.ts';
import {WizardError} from '../../source/shared/errors.ts';
import {Secret} from '../../source/shared/secret.ts';
import {projectWith} from '../support/project-files.ts';

const run = promisify(execFile);
const quiet = {progress: () => undefined, log: () => undefined};

/** bcrypt of `pass word`, the only form that docker-registry takes. */
const htpasswd = 'alice:$2b$05$CCCCCCCCCCCCCCCCCCCCC.i.eZGeK4cu9eHTekgko4I5gZ3MMQi6K\n';

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	await once(server, 'close');
	return address === null || typeof address === 'string' ? 0 : address.port;
}

async function dockerRegistry({users}: {readonly users: string | null}) {
	const folder = await mkdtemp(join(tmpdir(), 'docker-registry-'));
	const registry = `127.0.0.1:${await freePort()}`;
	const settings = {
		version: 0.1,
		log: {level: 'error', accesslog: {disabled: true}},
		storage: {filesystem: {rootdirectory: join(folder, 'data')}},
		http: {addr: registry},
		...(users === null ? {} : {auth: {htpasswd: {realm: 'test', path: join(folder, 'htpasswd')}}}),
	};
	await writeFile(join(folder, 'htpasswd'), users ?? '');
	// JSON is YAML.
	await writeFile(join(folder, 'settings.yml'), JSON.stringify(settings));
	const child = spawn('docker-registry', ['serve', join(folder, 'settings.yml')], {stdio: 'ignore'});
	const exited = once(child, 'exit');
	for (let tries = 0; tries < 100; tries += 1) {
		const answer = await fetch(`http://${registry}/v2/`).catch(() => null);
		if (answer !== null) break;
		await new Promise(resolve => setTimeout(resolve, 100));
	}
	return {
		registry,
		async [Symbol.asyncDispose]() {
			child.kill();
			await exited;
			await rm(folder, {recursive: true, force: true});
		},
	};
}

test.each([
	['open', null],
	['with users', htpasswd],
])('docker-registry, %s, takes our pushes, and skopeo reads the image', async (_, users) => {
	await using server = await dockerRegistry({users});
	await using project = await projectWith({
		'package.json': '{"scripts": {"start": "node server.js"}}',
		'server.js': '',
	});
	await writeFile(join(project.folder, 'data.bin'), randomBytes(300_000));
	const stack = await detectStack(project.folder);
	if (stack === null) throw new Error('no app here');
	const image = await layersBuilder.build({...project, stack}, quiet);
	const push = (password: string) =>
		pushImage({
			image,
			target: {registry: server.registry, repository: 'acme/app', tag: 'one', insecure: true},
			credentials: {username: 'alice', password: new Secret(password)},
			report: quiet,
			chunkBytes: 100_000,
		});

	const wrong = await push('wrong').then(
		() => 'taken',
		(error: unknown) => (error instanceof WizardError ? error.code : 'broken'),
	);
	expect(wrong).toBe(users === null ? 'taken' : 'registry/refused');
	expect(await push('pass word')).toMatchObject({digest: image.manifest.digest});
	expect(await push('pass word')).toMatchObject({pushed: 0, skipped: 1, bytes: 0});

	const credentials = users === null ? [] : ['--creds', 'alice:pass word'];
	const raw = await run('skopeo', [
		'inspect',
		'--raw',
		'--tls-verify=false',
		...credentials,
		`docker://${server.registry}/acme/app:one`,
	]);
	expect(raw.stdout).toBe(await readFile(image.manifest.file, 'utf8'));
	const source = users === null ? [] : ['--src-creds', 'alice:pass word'];
	const to = `oci:${join(project.cacheFolder, 'copy')}:one`;
	await run('skopeo', [
		'copy',
		'--src-tls-verify=false',
		...source,
		`docker://${server.registry}/acme/app@${image.manifest.digest}`,
		to,
	]);
});
