#!/usr/bin/env node
// The door: answers --version and the top --help from text made at build time, before anything loads.
'use strict';

const {existsSync, readFileSync} = require('node:fs');
const {enableCompileCache} = require('node:module');
const {join} = require('node:path');

const dist = join(__dirname, '..', 'dist');
const [major, minor] = process.versions.node.split('.').map(Number);
const words = process.argv.slice(2);

if (major < 22 || (major === 22 && minor < 13)) {
	process.stderr.write(
		`cs-wizard needs Node.js 22.13 or newer; this is ${process.versions.node}. Install a newer one (https://nodejs.org), or run it with: npx -p node@24 -p cs-wizard cs-wizard\n`,
	);
	process.exitCode = 12;
} else if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
	print('version.txt');
} else if (words.length === 1 && (words[0] === '--help' || words[0] === '-h' || words[0] === 'help')) {
	print('help.txt');
} else {
	keepCompiledCode();
	void import('../dist/main.js').then(({main}) => main(words));
}

/**
 * A third of a start is V8 reading our code, so what it made of it is kept: in our own folder and only once there is
 * one, because in the temporary folder that is Node's default another user could have put something in its place.
 */
function keepCompiledCode() {
	const {CS_HOME, HOME} = process.env;
	const home = CS_HOME || (HOME ? join(HOME, '.cloudstation') : undefined);
	if (home !== undefined && existsSync(home)) enableCompileCache(join(home, 'cache', 'compiled'));
}

function print(file) {
	// A reader such as `head` may be gone already; that is no failure of ours.
	process.stdout.on('error', () => {});
	process.stdout.write(readFileSync(join(dist, file)));
}
