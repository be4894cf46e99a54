/*
 * `npm run reference`: writes media/reference.md from the library's types and their comments, by
 * TypeDoc; it is not committed. `-- --check` only says whether TypeDoc has a complaint. TypeDoc
 * works with TypeScript up to 6.0, we are at 7: it is kept outside of node_modules, in the cache
 * directory, with its own.
 */
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import * as prettier from 'prettier';
import {cacheDir} from '../test/helpers/runner/cache-dir.js';
import {installTypedoc} from '../test/helpers/servers/install-typedoc.js';

const root = join(import.meta.dirname, '..');
/** What a session and a journal are made of: nobody else makes one. */
const internals = [
	'Swap',
	'Throttle',
	'StorageHooks',
	'CollectionSnapshot',
	'CollectionBackup',
	'Place',
	'Milvus',
	'LimitKey',
	'MilvusKey',
	'ReceiverKey',
	'StorageKey',
	'Given',
];
const final = join(root, 'media', 'reference.md');
const written = await writeReference();
if (written === undefined) {
	process.exitCode = 1;
} else if (!process.argv.includes('--check')) {
	await writeFile(final, written);
}

/** Undefined when TypeDoc has something to say. */
async function writeReference(): Promise<string | undefined> {
	const {program, plugin} = await installTypedoc(cacheDir());
	const directory = await mkdtemp(join(tmpdir(), 'milvault-reference-'));
	try {
		// Of its own: the repository's names options that TypeScript 6 does not know alike.
		const project = join(directory, 'tsconfig.json');
		await writeFile(
			project,
			JSON.stringify({
				compilerOptions: {
					target: 'es2024',
					module: 'nodenext',
					strict: true,
					skipLibCheck: true,
					types: ['node'],
					typeRoots: [join(root, 'node_modules', '@types')],
				},
				files: [join(root, 'dist', 'index.d.ts')],
			}),
		);
		const options = join(directory, 'typedoc.json');
		await writeFile(
			options,
			JSON.stringify({
				name: 'The library, function by function',
				tsconfig: project,
				entryPoints: [join(root, 'dist', 'index.d.ts')],
				plugin: [plugin],
				out: join(directory, 'out'),
				outputFileStrategy: 'modules',
				groupOrder: ['Functions', '*'],
				parametersFormat: 'table',
				readme: 'none',
				intentionallyNotExported: internals,
				disableSources: true,
				excludeExternals: true,
				hideBreadcrumbs: true,
				treatWarningsAsErrors: true,
			}),
		);
		const {exitCode} = await execa(process.execPath, [program, '--options', options], {
			cwd: root,
			stdout: 'ignore',
			stderr: 'inherit',
			reject: false,
		});
		if (exitCode !== 0) {
			return undefined;
		}

		const text = await readFile(join(directory, 'out', 'README.md'), 'utf8');
		const style = await prettier.resolveConfig(final);
		return await prettier.format(text, {...style, filepath: final});
	} finally {
		await rm(directory, {recursive: true, force: true});
	}
}
