import {afterEach, expect, test} from 'vitest';
import type {LayerResult} from '../../../../source/shared/health-ladder.ts';
import {type InkTerminal, openInkTerminal} from '../../../support/ink-terminal.ts';

const layers: readonly LayerResult[] = [
	{name: 'dns', status: 'ok', detail: '10.1.4.20', fix: '', duration_ms: 3},
	{name: 'tls', status: 'warn', detail: 'expires in 4 days', fix: '', duration_ms: 18},
	{
		name: 'permission',
		status: 'failed',
		detail: 'the policy "web" denies it',
		fix: 'path "secret/data/hello-node" { capabilities = ["read"] }',
		duration_ms: 11,
	},
	{name: 'sign', status: 'skipped', detail: '', fix: '', duration_ms: 0},
];

let terminal: InkTerminal;
afterEach(() => terminal.close());

test('shows each rung as it is climbed, and what mends the broken one', async () => {
	terminal = openInkTerminal({now: () => 0});
	const ended = Promise.withResolvers<string>();
	const checked = terminal.prompter.ladder({
		title: 'Checking Vault at vault.acme.example:8200',
		run: async onLayer => {
			for (const layer of layers) onLayer(layer);
			return ended.promise;
		},
	});

	await terminal.sees('not reached');
	expect(await terminal.frame()).toMatchInlineSnapshot(`
		"
		 cs-wizard

		 Checking Vault at vault.acme.example:8200

		   ✔ name resolves             10.1.4.20                                   3 ms
		   ▲ TLS                       expires in 4 days                          18 ms
		   ✖ may use this path         the policy "web" denies it                 11 ms
		   ○ signs and verifies        not reached


		 path "secret/data/hello-node" { capabilities = ["read"] }











		 ──────────────────────────────────────────────────────────────────────────────
		 esc stop the check   ctrl+c leave   ? help
		"
	`);
	ended.resolve('done');
	expect(await checked).toBe('done');
});

test('escape stops the check', async () => {
	terminal = openInkTerminal();
	const checked = terminal.prompter.ladder({
		title: 'Checking',
		run: (_onLayer, signal) =>
			new Promise<string>(resolve => signal.addEventListener('abort', () => resolve('stopped'), {once: true})),
	});

	await terminal.sees('esc stop the check');
	await terminal.press('escape');

	expect(await checked).toBe('stopped');
});
