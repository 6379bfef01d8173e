import {type CheckResult, runChecks} from '../core/doctor/run-checks.ts';
import type {Command} from './command.ts';
import {doctorChecks} from './command-checks.ts';
import {type Environment, marksOf} from './command-marks.ts';

export const doctorCommand: Command = {
	details: ['Looks at this machine, the folder, the credentials, the platform and its messages. Nothing is changed.'],
	async run(_input, services) {
		const checks = await runChecks(doctorChecks(services), services.clock);
		const ok = checks.every(({status}) => status !== 'error');
		return {json: {ok, checks}, text: lines(checks, services.context.env), exitCode: ok ? 0 : 1};
	},
};

function lines(checks: readonly CheckResult[], env: Environment): readonly string[] {
	const {good, warning, bad, waiting} = marksOf(env);
	const marks = {ok: good, warn: warning, error: bad, skipped: waiting};
	const width = Math.max(...checks.map(({name}) => name.length));
	return checks.flatMap(({name, status, detail, fix, duration_ms: took}) => [
		`${marks[status]} ${name.padEnd(width)}  ${detail}  (${took} ms)`,
		...(fix === '' || status === 'ok' ? [] : [`  ${' '.repeat(width)}  ${fix}`]),
	]);
}
