// Who may import whom. Read it bottom-up: each layer lists the layers below that it may use.
const layers = {
	'source/shared': [],
	'source/wizard-engine': ['source/shared'],
	wizards: ['source/wizard-engine', 'source/shared'],
	'source/tui': ['source/wizard-engine', 'source/shared'],
	'source/core': ['source/shared'],
	'source/platform': ['source/core', 'source/shared'],
	'source/commands': ['source/core', 'source/wizard-engine', 'source/shared'],
	// source/main.ts and source/compose.ts are the only files that see everything.
};

const layerRules = Object.entries(layers).map(([layer, below]) => ({
	name: `${layer} imports only ${below.join(', ') || 'itself'}`,
	severity: 'error',
	from: {path: `^${layer}/`},
	to: {path: '^(source|wizards|test)/', pathNot: [layer, ...below].map(folder => `^${folder}/`)},
}));

/** Peers are plug-ins: each must be deletable without touching another. */
const peers = (folder, ...shared) => ({
	name: `${folder}: peers don't import peers`,
	severity: 'error',
	from: {path: `^${folder}/([^/]+)$`, pathNot: [...shared, 'all-[a-z]+\\.ts'].map(file => `^${folder}/${file}`)},
	to: {path: `^${folder}/`, pathNot: [`^${folder}/$1$`, ...shared.map(file => `^${folder}/${file}`)]},
});

const only = (folder, packages) => ({
	name: `${packages} stays in ${folder}`,
	severity: 'error',
	from: {path: '^(source|wizards)/', pathNot: `^${folder}`},
	to: {path: `^node_modules/(${packages})/`},
});

module.exports = {
	forbidden: [
		...layerRules,
		peers('wizards'),
		peers('wizards/secrets'),
		peers('source/commands', 'command[a-z-]*\\.ts'),
		peers('source/platform/routes', 'route\\.ts'),
		peers('source/platform/runtimes', 'runtime\\.ts'),
		peers('source/core/secrets/providers'),
		peers('source/core/deploy/targets', 'target\\.ts'),
		peers('source/core/build/builders', 'builder\\.ts'),
		only('source/tui/', 'ink|react'),
		only('source/platform/', 'hono|@hono|kysely'),
		only('source/core/machine/', 'execa|got|conf'),
		{
			name: 'disk, processes and sockets stay in core/machine',
			severity: 'error',
			from: {path: '^(source|wizards)/', pathNot: '^source/(core/machine/|platform/serve)'},
			to: {dependencyTypes: ['core'], path: '^(node:)?(fs|child_process|net|http|https|dns|os|tls)(/|$)'},
		},
		{name: 'no cycles', severity: 'error', from: {}, to: {circular: true}},
		{name: 'no barrels', severity: 'error', from: {}, to: {path: '^(source|wizards|test)/.*index\\.tsx?$'}},
		{
			name: 'e2e sees only the built program',
			severity: 'error',
			from: {path: '^test/e2e/'},
			to: {path: '^(source|wizards)/'},
		},
		{
			name: 'no orphans',
			severity: 'error',
			from: {orphan: true, pathNot: ['^source/main\\.ts$', '^(test|scripts|benchmarks)/']},
			to: {},
		},
		{name: 'imports resolve', severity: 'error', from: {}, to: {couldNotResolve: true}},
	],
	options: {
		doNotFollow: {path: 'node_modules'},
		tsPreCompilationDeps: true,
		enhancedResolveOptions: {exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default']},
	},
};
