/** Runs releases as processes of this machine, from the pushed image's own layers. */
import {join} from 'node:path';
import type {Clock} from '../../core/machine/clock.ts';
import {listFolder} from '../../core/machine/files.ts';
import {LayerStore} from '../../core/machine/layer-store.ts';
import {layersInUse} from '../workloads/release-folder.ts';
import type {ReadImage} from '../workloads/runtime-image.ts';
import {isFolderName, serviceFolder} from '../workloads/service-folder.ts';
import {ServiceWorkload} from '../workloads/service-workload.ts';
import type {ReleaseSpec, Runtime, RuntimeEvents} from './runtime.ts';

export interface ProcessRuntimeOptions {
	/** Kept from one platform to the next. */
	readonly folder: string;
	readonly events: RuntimeEvents;
	readonly clock: Clock;
	readonly readImage: ReadImage;
	/** This process's environment; apps see an allow-list of it. */
	readonly env: Readonly<Record<string, string | undefined>>;
}

/** Must not share its folder with another runtime that runs. */
export function createProcessRuntime({folder, events, clock, readImage, env}: ProcessRuntimeOptions): Runtime {
	const servicesFolder = join(folder, 'services');
	const layers = new LayerStore(join(folder, 'layers'));
	const services = new Map<string, ServiceWorkload>();
	const portsInUse = new Set<number>();

	const workload = (serviceId: string): ServiceWorkload => {
		const known = services.get(serviceId);
		if (known !== undefined) return known;
		const made = new ServiceWorkload(serviceId, {
			folder: servicesFolder,
			clock,
			events,
			env,
			readImage,
			layers,
			portsInUse,
		});
		services.set(serviceId, made);
		return made;
	};

	const knownServices = async () => (await listFolder(servicesFolder)).filter(isFolderName);

	const removeUnusedLayers = async () => {
		const inUse = await Promise.all(
			(await knownServices()).map(name => layersInUse(serviceFolder(servicesFolder, name).releases)),
		);
		await layers.prune(new Set(inUse.flat()));
	};

	return {
		id: 'process',
		async release(spec: ReleaseSpec, signal) {
			const outcome = await workload(spec.serviceId).release(spec, signal);
			// Only space is at stake, and nobody waits for it.
			void removeUnusedLayers().catch(() => undefined);
			return outcome;
		},
		async recover(live) {
			const specs = new Map(live.map(spec => [spec.serviceId, spec]));
			const known = new Set([...specs.keys(), ...(await knownServices())]);
			await Promise.all([...known].map(serviceId => workload(serviceId).recover(specs.get(serviceId) ?? null)));
			await removeUnusedLayers();
		},
		state: serviceId => services.get(serviceId)?.state ?? null,
		async stopService(serviceId) {
			const stopping = services.get(serviceId);
			await stopping?.stop();
			if (services.get(serviceId) === stopping) services.delete(serviceId);
		},
		async stopEverything() {
			await Promise.all([...services.values()].map(service => service.stop()));
			services.clear();
		},
	};
}
