import {basename, join} from 'node:path';
import {isErrorWithCode} from '../../shared/errors.ts';
import {kindOf, listFolder, readText} from '../machine/files.ts';
import {serviceName} from './service-name.ts';

const maxManifestBytes = 1024 * 1024;

/** A project as the detectors see it: names at its top, and small texts. What is not a plain small file is not there for them. */
export interface ProjectFolder {
	readonly has: (name: string) => boolean;
	text(name: string): Promise<string | null>;
	/** A service name from this text, else from the folder, else `app`. */
	nameFrom(name: string | undefined): string;
}

/** Looks once at a project's top folder. */
export async function openProjectFolder(folder: string): Promise<ProjectFolder> {
	const names = new Set(await listFolder(folder));
	return {
		has: name => names.has(name),
		async text(name) {
			const [top] = name.split('/');
			if (top === undefined || !names.has(top)) return null;
			const path = join(folder, name);
			// A link may lead to any file of this machine, so it counts for nothing.
			if ((await kindOf(path)) !== 'file') return null;
			try {
				return await readText(path, maxManifestBytes);
			} catch (error) {
				if (isErrorWithCode(error, 'machine/file')) return null;
				throw error;
			}
		},
		nameFrom: name => (name === undefined ? null : serviceName(name)) ?? serviceName(basename(folder)) ?? 'app',
	};
}
