/** Where the journey can stand once a folder is linked. Menus give one of these back. */
const stops = [
	'start',
	'home',
	'deploy',
	'resume',
	'mend',
	'add-secret',
	'edit',
	'done',
	'failed',
	'watch',
	'open',
	'write',
	'secrets',
	'doctor',
	'leave',
] as const;

export type Stop = (typeof stops)[number];

export const stopOf = (value: string): Stop => stops.find(stop => stop === value) ?? 'leave';
