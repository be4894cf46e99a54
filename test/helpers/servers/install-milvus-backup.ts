import {access, mkdir, mkdtemp, rename, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {execa} from 'execa';
import {findGo} from './install-go.js';

const module = 'github.com/zilliztech/milvus-backup';
/** The release whose format we write and that made the fixtures. */
const version = 'v0.5.16';
/** Go's own sum of that release. */
const sum = 'h1:zkKFh8ddUi32gG5V8h+GvEsc2hWfxcrZ5ziOxSA7iCg=';

/**
 * The path of a milvus-backup, built from source the first time (five minutes on two busy cores)
 * and kept in the cache directory. The environment's MILVUS_BACKUP names a binary to use instead.
 *
 * The module is fetched and built in two steps, because `go install` wants to ask for more about it
 * than every module proxy knows. For the same reason the checksum database is not asked for it: its
 * sum is compared here, and its own go.sum holds those of everything it needs.
 */
export async function installMilvusBackup(cacheDir: string): Promise<string> {
	const given = process.env['MILVUS_BACKUP'];
	if (given) {
		return given;
	}

	const binary = join(cacheDir, `milvus-backup-${version}`);
	if (await exists(binary)) {
		return binary;
	}

	await mkdir(cacheDir, {recursive: true});
	const build = await mkdtemp(join(cacheDir, 'build-milvus-backup-'));
	try {
		const go = await findGo(cacheDir);
		const options = {
			cwd: build,
			env: {GONOSUMDB: module, GOFLAGS: '-trimpath', GOTOOLCHAIN: 'local'},
			stdin: 'ignore',
		} as const;
		const {stdout} = await execa(go, ['mod', 'download', '-json', `${module}@${version}`], options);
		const downloaded = JSON.parse(stdout) as {Sum: string; Dir: string};
		if (downloaded.Sum !== sum) {
			throw new Error(`${module}@${version} has the sum ${downloaded.Sum}`);
		}

		const built = join(build, 'milvus-backup');
		await execa(go, ['build', '-C', downloaded.Dir, '-ldflags=-s -w', '-o', built, '.'], options);
		await rename(built, binary);
		return binary;
	} finally {
		await rm(build, {recursive: true, force: true});
	}
}

async function exists(path: string): Promise<boolean> {
	try {
		await access(path);
		return true;
	} catch {
		return false;
	}
}
