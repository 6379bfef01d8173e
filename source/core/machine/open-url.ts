import {childEnvironment, findOnPath, runProcess} from './processes.ts';

/** Opens an address in the person's browser; false where there is none. Only our own http addresses come here. */
export async function openUrl(url: string, env: Readonly<Record<string, string | undefined>>): Promise<boolean> {
	const shown = Object.fromEntries(
		['DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS'].flatMap(name =>
			env[name] === undefined ? [] : [[name, env[name]]],
		),
	);
	for (const name of ['open', 'xdg-open', 'wslview']) {
		if ((await findOnPath(name, env)) === null) continue;
		const {exitCode} = await runProcess({file: name, args: [url], env: childEnvironment(env, shown), timeoutMs: 5000});
		return exitCode === 0;
	}
	return false;
}
