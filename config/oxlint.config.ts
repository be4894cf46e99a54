import {existsSync, readdirSync} from 'node:fs';
import {defineConfig, type OxlintOverride} from 'oxlint';

/**
 * Which room may import which, besides itself: the table of the design, one line per room. `types`
 * are for `import type` only.
 */
const rooms: Record<string, {may: readonly string[]; types?: readonly string[]}> = {
	utils: {may: []},
	model: {may: ['utils']},
	text: {may: ['model', 'utils']},
	messages: {may: ['model', 'utils']},
	format: {may: ['model', 'utils']},
	settings: {may: ['model', 'utils']},
	storage: {may: ['model', 'utils'], types: ['settings']},
	milvus: {may: ['model', 'utils'], types: ['settings']},
	engine: {may: ['storage', 'milvus', 'format', 'settings', 'model', 'utils']},
	queue: {may: ['engine', 'settings', 'model', 'utils']},
	metrics: {may: ['model', 'utils'], types: ['engine']},
	progress: {may: ['model', 'utils']},
	notify: {may: ['messages', 'settings', 'model', 'utils']},
	jobs: {may: ['engine', 'queue', 'notify', 'progress', 'milvus', 'settings', 'model', 'utils']},
	practice: {
		may: ['engine', 'progress', 'milvus', 'settings', 'model', 'utils'],
	},
	render: {
		may: ['messages', 'text', 'progress', 'model', 'utils'],
		types: ['engine', 'practice', 'settings'],
	},
	dialog: {
		may: ['render', 'messages', 'text', 'progress', 'model', 'utils'],
		types: ['engine', 'practice', 'settings'],
	},
	effects: {
		types: ['messages'],
		may: ['dialog', 'engine', 'jobs', 'practice', 'progress', 'settings', 'model', 'utils'],
	},
	commands: {
		types: ['server'],
		may: [
			'engine',
			'metrics',
			'notify',
			'jobs',
			'queue',
			'practice',
			'progress',
			'dialog',
			'effects',
			'render',
			'messages',
			'text',
			'settings',
			'model',
			'utils',
		],
	},
	wizard: {
		may: [
			'engine',
			'jobs',
			'practice',
			'progress',
			'dialog',
			'effects',
			'render',
			'messages',
			'text',
			'settings',
			'model',
			'utils',
		],
	},
	server: {
		may: [
			'engine',
			'metrics',
			'jobs',
			'practice',
			'progress',
			'render',
			'messages',
			'text',
			'settings',
			'model',
			'utils',
		],
	},
};

/**
 * The rooms of engine/, lowest first: which of them each may import. The use cases beside them may
 * import all; of the use cases they may import the types of a session only.
 */
const engineRooms: Record<string, {may: readonly string[]; mayUseCases?: boolean}> = {
	journal: {may: []},
	run: {may: ['journal']},
	cluster: {may: ['journal', 'run']},
	locks: {may: ['run']},
	// What stays and what goes, from plain data.
	retention: {may: []},
	schedules: {may: ['run', 'locks']},
	repository: {may: ['journal', 'run', 'cluster', 'locks']},
	content: {may: ['run', 'repository']},
	metadata: {may: ['run', 'repository']},
	import: {may: ['journal', 'run', 'cluster', 'repository', 'content', 'metadata']},
	backup: {may: ['journal', 'run', 'cluster', 'repository', 'content', 'metadata']},
	copy: {may: ['journal', 'run', 'locks', 'repository', 'content', 'metadata']},
	// Rows of a restored collection beside those of its backup.
	drill: {may: ['repository', 'import']},
	restore: {
		may: ['journal', 'run', 'cluster', 'repository', 'content', 'metadata', 'import', 'drill'],
	},
	// A check makes a backup and restores it.
	check: {may: ['run', 'cluster', 'repository'], mayUseCases: true},
};

const engine = new URL('../source/engine', import.meta.url);
const useCases = (existsSync(engine) ? readdirSync(engine) : [])
	.filter(name => name.endsWith('.ts') && name !== 'session.ts')
	.map(name => name.slice(0, -'.ts'.length));

/** Libraries that one kind of room keeps to itself. */
const libraries: ReadonlyArray<{
	regex: string;
	only: readonly string[];
	message: string;
}> = [
	{
		regex: '^@(aws-sdk|smithy)/',
		only: ['storage'],
		message: 'Only storage/ talks to S3.',
	},
	{
		regex: '^@(zilliz|grpc)/',
		only: ['milvus'],
		message: 'Only milvus/ talks to Milvus.',
	},
	{
		regex: '^croner$',
		only: ['engine'],
		message: 'Only engine/schedules/ reads cron expressions.',
	},
	{
		regex: '^(bullmq|ioredis)(/|$)',
		only: ['queue'],
		message: 'Only queue/ talks to Redis.',
	},
	{
		regex: '^(ink|ink-.*|react|@inquirer/.*|cli-progress|commander)(/|$)',
		only: ['commands', 'wizard'],
		message: 'Terminal libraries belong to the faces.',
	},
	{
		regex: '^(fastify|@fastify/.*)(/|$)',
		only: ['server'],
		message: 'Only server/ speaks HTTP.',
	},
];

/** These, and everything below them, never print, exit or read the environment. */
const silentRooms = [
	'utils',
	'model',
	'text',
	'messages',
	'format',
	'storage',
	'milvus',
	'engine',
	'queue',
	'progress',
	'render',
	'dialog',
	'effects',
	'practice',
];

/** A body that is taken as it comes ends at the first lost connection. */
const readsWhole = {
	regex: '^node:stream/consumers$',
	message: 'Read objects by readObject of storage/read-object.ts.',
};

const names = Object.keys(rooms);

type ImportPattern = {regex: string; message: string; allowTypeImports?: boolean};

function importPatterns(room: string): ImportPattern[] {
	const {may, types = []} = rooms[room] ?? {may: []};
	const forbidden = names.filter(
		name => name !== room && !may.includes(name) && !types.includes(name),
	);
	return [
		// From inside a room every other room, and the doors beside the rooms, are reached by climbing.
		{
			regex: `^(\\.\\./)+((${forbidden.join('|')})/|index\\.js$|cli\\.js$)`,
			message: `${room}/ may import ${[...may, ...types.map(type => `${type} (types)`)].join(', ') || 'no other room'} only.`,
		},
		...(types.length > 0
			? [
					{
						regex: `^(\\.\\./)+(${types.join('|')})/`,
						allowTypeImports: true,
						message: `${room}/ may import types only from ${types.join(', ')}.`,
					},
				]
			: []),
		...libraries
			.filter(({only}) => !only.includes(room))
			.map(({regex, message}) => ({regex, message})),
		...(room === 'engine' || room === 'jobs' ? [readsWhole] : []),
	];
}

function importRules(room: string): OxlintOverride {
	return {
		files: [`**/source/${room}/**`],
		rules: {'no-restricted-imports': ['error', {patterns: importPatterns(room)}]},
	};
}

function engineRules(room: string): OxlintOverride {
	const {may, mayUseCases = false} = engineRooms[room] ?? {may: []};
	const forbidden = Object.keys(engineRooms).filter(name => name !== room && !may.includes(name));
	const patterns = [
		...importPatterns('engine'),
		{
			regex: `^\\.\\./(${forbidden.join('|')})/`,
			message: `engine/${room}/ may import ${may.join(', ') || 'no other room'} of engine/ only.`,
		},
		...(mayUseCases
			? []
			: [
					{
						regex: `^\\.\\./(${useCases.join('|')})\\.js$`,
						message: 'Use cases import their parts, not the other way round.',
					},
				]),
	];
	return {
		files: [`**/source/engine/${room}/**`],
		rules: {'no-restricted-imports': ['error', {patterns}]},
	};
}

function silenceRules(room: string): OxlintOverride {
	return {
		files: [`**/source/${room}/**`],
		rules: {
			'no-console': 'error',
			'unicorn/no-process-exit': 'error',
			'node/no-process-env': 'error',
			'no-restricted-properties': [
				'error',
				...['exit', 'exitCode', 'argv', 'env', 'stdout', 'stderr', 'stdin'].map(property => ({
					object: 'process',
					property,
					message: 'Pass it in: what is below the faces knows no terminal and no environment.',
				})),
			],
		},
	};
}

export default defineConfig({
	plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'node', 'promise'],
	categories: {correctness: 'error'},
	options: {typeAware: true, denyWarnings: true},
	rules: {
		'import/no-default-export': 'error',
		'import/no-cycle': ['error', {ignoreTypes: false}],
		'max-lines': ['error', {max: 400}],
		'max-lines-per-function': ['error', {max: 120, IIFEs: true}],
		'typescript/no-floating-promises': 'error',
		'typescript/no-misused-promises': 'error',
		'typescript/no-explicit-any': 'error',
		'typescript/consistent-type-imports': 'error',
		'typescript/consistent-type-definitions': ['error', 'type'],
		'typescript/ban-ts-comment': 'error',
		'unicorn/prefer-node-protocol': 'error',
		'unicorn/filename-case': ['error', {case: 'kebabCase'}],
		'no-var': 'error',
		'prefer-const': 'error',
		eqeqeq: 'error',
	},
	overrides: [
		...names.map(room => importRules(room)),
		...Object.keys(engineRooms).map(room => engineRules(room)),
		...silentRooms.map(room => silenceRules(room)),
		{
			files: ['**/source/index.ts'],
			rules: {
				'no-restricted-imports': [
					'error',
					{
						patterns: [
							{
								regex:
									'^(?:[^.]|\\./(?:' +
									names.filter(name => !['engine', 'model', 'settings'].includes(name)).join('|') +
									')/)',
								message: 'The library door re-exports engine, model and settings only.',
							},
						],
					},
				],
			},
		},
		{
			files: ['**/test/**', '**/media/**'],
			rules: {'max-lines-per-function': 'off'},
		},
		{files: ['**/test/**'], rules: {'max-lines': ['error', {max: 600}]}},
		{files: ['**/*.config.ts'], rules: {'import/no-default-export': 'off'}},
	],
});
