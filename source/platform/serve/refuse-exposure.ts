import {WizardError} from '../../shared/errors.ts';

/** The embedded vault and its root token are for development: nobody else on the network may reach them. @throws `platform/exposed` */
export function refuseExposure(host: string): void {
	if (host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)) return;
	throw new WizardError('platform/exposed', {
		message: `The platform would listen on ${host}, beyond this machine, with development secrets.`,
		hint: 'Listen on 127.0.0.1; to reach it from elsewhere, use an SSH tunnel.',
		next: [{command: 'cs-wizard platform start --host 127.0.0.1', when: 'to run it for this machine'}],
		facts: {host},
	});
}
