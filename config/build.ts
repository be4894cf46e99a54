/*
 * Builds dist/ from source/: the program in few files, source maps beside them, the types, and what
 * is not TypeScript (the Python launcher). It builds beside and swaps at the end, so that a broken
 * build leaves the last good one and a running program keeps its files.
 *
 * Bundled with what it depends on, because a third of the time of a short command went to finding
 * and reading 500 modules. The packages stay the dependencies that they are: the bundle is made of
 * them, and their licenses come with it.
 */
import {execFileSync} from 'node:child_process';
import {chmodSync, cpSync, existsSync, readdirSync, renameSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {build, type BuildOptions} from 'esbuild';
import {bundleOptions} from './bundle-options.ts';
import {writeNotices} from './write-notices.ts';

const root = join(import.meta.dirname, '..');
const fresh = join(root, `dist.new-${process.pid}`);
const old = join(root, `dist.old-${process.pid}`);
const final = join(root, 'dist');

/** What cli.ts loads when it knows that Node is new enough: bundled on its own, in newer syntax. */
const faces = [
	'commands/run-command-line.ts',
	'wizard/open-wizard.tsx',
	'server/serve.ts',
	'utils/hold-exit.ts',
];

const common = {
	...bundleOptions,
	outdir: fresh,
	outbase: join(root, 'source'),
	metafile: true,
	sourcemap: true,
	// A stack names our lines without it, and it is three quarters of a map.
	sourcesContent: false,
} satisfies BuildOptions;

try {
	execFileSync('tsc', ['-p', 'config/tsconfig.build.json', '--outDir', fresh], {
		cwd: root,
		stdio: 'inherit',
	});
	const entry = await build({
		...common,
		entryPoints: [join(root, 'source/cli.ts')],
		external: faces.map(face => `./${face.replace(/tsx?$/, 'js')}`),
		// It says so where Node is too old: what it is written in must be read there.
		target: 'node14',
		banner: {},
	});
	const rest = await build({
		...common,
		entryPoints: [...faces, 'index.ts'].map(file => join(root, 'source', file)),
		splitting: true,
		chunkNames: 'chunks/[name]-[hash]',
		external: [
			// It reads its pages from beside itself.
			'@fastify/swagger-ui',
			// For developers of Ink, who set DEV=true.
			'react-devtools-core',
		],
	});
	writeNotices(root, join(fresh, 'THIRD-PARTY-NOTICES.txt'), [entry.metafile, rest.metafile]);

	for (const file of readdirSync(join(root, 'source'), {
		recursive: true,
		encoding: 'utf8',
	})) {
		if (/\.(py|json|yaml|html|css)$/.test(file)) {
			cpSync(join(root, 'source', file), join(fresh, file));
		}
	}

	chmodSync(join(fresh, 'cli.js'), 0o755);
	if (existsSync(final)) {
		renameSync(final, old);
	}

	renameSync(fresh, final);
} catch (error) {
	// tsc and esbuild have already said what is wrong in source/.
	if (!(error instanceof Error && ('status' in error || 'errors' in error))) {
		console.error(error);
	}

	process.exitCode = 1;
} finally {
	rmSync(fresh, {recursive: true, force: true});
	rmSync(old, {recursive: true, force: true});
}
