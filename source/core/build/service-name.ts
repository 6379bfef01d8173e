/** Makes a manifest's or folder's name fit for a service: `@acme/Shop API` becomes `shop-api`. Null when nothing is left of it. */
export function serviceName(name: string): string | null {
	// Cut first: a name of a megabyte must not cost more than one of a line.
	const own = name.slice(0, 200).split('/').at(-1) ?? '';
	const fit = own
		.normalize('NFKD')
		.toLowerCase()
		.replaceAll(/\p{Mark}/gu, '')
		.replaceAll(/[^a-z\d]+/g, '-')
		.replace(/^[^a-z]+/, '')
		.slice(0, 40)
		.replace(/-+$/, '');
	return fit.length < 2 ? null : fit;
}
