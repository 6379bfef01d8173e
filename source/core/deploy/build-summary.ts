import {sizeText} from '../../shared/units.ts';
import type {BuiltImage} from '../build/builders/builder.ts';

/** `2 layers, 38.2 MB, dependencies from cache`. */
export function buildSummary(image: BuiltImage): string {
	const cached = image.layers.filter(layer => layer.cached).map(layer => layer.title);
	const layers = `${image.layers.length} ${image.layers.length === 1 ? 'layer' : 'layers'}`;
	const from =
		cached.length === 0
			? ''
			: cached.length === image.layers.length
				? ', all from cache'
				: `, ${cached.join(' and ')} from cache`;
	const upon = image.base === undefined ? '' : `, upon ${image.base.name}`;
	return `${layers}, ${sizeText(image.size)}${from}${upon}`;
}
