/** Which names may stand in an env file: those that every reader takes, and that change nothing but the app. */
import {WizardError} from '../../../shared/errors.ts';
import {safeLine} from '../../../shared/safe-line.ts';

const names =
	/^(?:PATH|NODE_OPTIONS|BASH_ENV|ENV|IFS|PS4|PROMPT_COMMAND|SHELLOPTS|RUBYOPT|JAVA_TOOL_OPTIONS|(?:LD_|DYLD_|GIT_|PYTHON|PERL5|SSH_|DOCKER_).*)$|^npm_config_.*$/i;

/** A variable by which a program is told to load or run something: a secret of that name would be a way in. */
export const isDangerousName = (name: string): boolean => names.test(name);

export const isEnvName = (name: string): boolean => /^[A-Za-z_]\w{0,254}$/.test(name);

/** `allowed` are names that were agreed to one by one. @throws `env-file/bad-name` */
export function checkEnvName(name: string, allowed: readonly string[] = []): void {
	const shown = safeLine(name, 60);
	if (!isEnvName(name)) {
		throw new WizardError('env-file/bad-name', {
			message: `"${shown}" is not a name that every reader of env files takes.`,
			hint: 'Use letters, digits and underscores, not a digit first, at most 255.',
			facts: {name: shown},
		});
	}
	if (isDangerousName(name) && !allowed.includes(name)) {
		throw new WizardError('env-file/bad-name', {
			message: `${shown} changes how programs start, so it is not written into an env file.`,
			hint: 'Choose another name: programs that read the file would run otherwise than they should.',
			facts: {name: shown},
		});
	}
}
