import {access} from 'node:fs/promises';
import {join} from 'node:path';
import {execa} from 'execa';

const wanted = 'schemathesis==4.32.5';

/** The path of schemathesis, from PyPI into the cache directory. */
export async function installSchemathesis(cacheDir: string): Promise<string> {
	const environment = join(cacheDir, wanted.replace('==', '-'));
	const program = join(environment, 'bin', 'schemathesis');
	const isThere = await access(program).then(
		() => true,
		() => false,
	);
	if (!isThere) {
		await execa('python3', ['-m', 'venv', '--clear', environment]);
		await execa(join(environment, 'bin', 'pip'), [
			'install',
			'--quiet',
			'--disable-pip-version-check',
			wanted,
		]);
	}

	return program;
}
