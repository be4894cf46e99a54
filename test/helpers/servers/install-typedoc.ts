import {access, mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {execa} from 'execa';

const wanted = {
	typedoc: '0.28.20',
	'typedoc-plugin-markdown': '4.14.1',
	typescript: '6.0.3',
};

/** The paths of TypeDoc and of what makes it write Markdown, from npm into the cache directory. */
export async function installTypedoc(cacheDir: string): Promise<{program: string; plugin: string}> {
	const home = join(cacheDir, `typedoc-${wanted.typedoc}`);
	const modules = join(home, 'node_modules');
	// Written last by npm: what is interrupted is done again.
	const isThere = await access(join(modules, '.package-lock.json')).then(
		() => true,
		() => false,
	);
	if (!isThere) {
		await mkdir(home, {recursive: true});
		await writeFile(
			join(home, 'package.json'),
			JSON.stringify({private: true, dependencies: wanted}),
		);
		await execa('npm', ['install', '--no-audit', '--no-fund'], {
			cwd: home,
			stdin: 'ignore',
		});
	}

	return {
		program: join(modules, 'typedoc', 'bin', 'typedoc'),
		plugin: join(modules, 'typedoc-plugin-markdown', 'dist', 'index.js'),
	};
}
