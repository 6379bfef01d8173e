import {expect, test} from 'vitest';
import {Secret} from '../../../source/shared/secret.ts';
import {signInWizard} from '../../../wizards/sign-in.wizard.ts';
import {planOf} from '../../support/scripted-plan.ts';

test('this machine: its platform starts and hands over its key', async () => {
	expect(await planOf(signInWizard, {file: 'sign_in: {where: local, credential_store: keychain}'})).toEqual([
		{task: 'platform.start'},
		{task: 'session.sign-in', apiUrl: 'local', store: 'keychain'},
	]);
});

test('an address in the environment says where, and beats the file; no passphrase is needed for a store without one', async () => {
	const environment = {
		CS_API_URL: 'https://p.example',
		CS_CLIENT_ID: 'c',
		CS_API_KEY: ' key\n',
		CS_PASSPHRASE: 'unused one',
	};
	const plan = await planOf(signInWizard, {
		file: 'sign_in: {where: local, credential_store: env}',
		environment,
	});

	expect(plan).toEqual([
		{task: 'session.sign-in', apiUrl: 'https://p.example', apiKey: expect.any(Secret), clientId: 'c', store: 'env'},
	]);
	const [task] = plan;
	expect(task?.task === 'session.sign-in' ? task.apiKey?.reveal() : undefined).toBe('key');
});

test('what a file says of both counts as it says', async () => {
	expect(await planOf(signInWizard, {file: 'sign_in: {where: local, api_url: "https://p.example"}'})).toEqual([
		{task: 'platform.start'},
		{task: 'session.sign-in', apiUrl: 'local', store: 'file'},
	]);
});

test('no host gets credentials by default', async () => {
	await expect(planOf(signInWizard, {file: 'sign_in: {where: cloudstation}'})).rejects.toMatchObject({
		code: 'answers/missing',
		facts: {
			missing: [
				{key: 'sign_in.api_url', flag: '--api-url', env: 'CS_API_URL'},
				{key: 'sign_in.client_id', flag: '--client-id', env: 'CS_CLIENT_ID'},
				{key: 'sign_in.api_key', flag: '--api-key', env: 'CS_API_KEY'},
			],
		},
	});
	await expect(planOf(signInWizard, {file: 'sign_in: {api_url: "ftp://p.example"}'})).rejects.toMatchObject({
		code: 'answers/bad-value',
		hint: expect.stringContaining('https://'),
	});
});
