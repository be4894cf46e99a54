import {access, mkdir, mkdtemp, rename, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {execa} from 'execa';
import {findGo} from './install-go.js';

/** The last source release of MinIO's community server. */
const minioVersion = 'v0.0.0-20260212201848-7aac2a2c5b7c';

/**
 * The path of a MinIO server, built from source the first time (2.5 minutes on two cores) and kept
 * in the cache directory.
 *
 * It is built in a temporary directory beside its place and renamed, so that an interruption leaves
 * no half of it. The environment's MILVAULT_TEST_MINIO names a binary to use instead.
 */
export async function installMinio(cacheDir: string): Promise<string> {
	const given = process.env['MILVAULT_TEST_MINIO'];
	if (given) {
		return given;
	}

	const binary = join(cacheDir, `minio-${minioVersion}`);
	if (await exists(binary)) {
		return binary;
	}

	await mkdir(cacheDir, {recursive: true});
	const build = await mkdtemp(join(cacheDir, 'build-minio-'));
	try {
		const go = await findGo(cacheDir);
		await execa(go, ['install', `github.com/minio/minio@${minioVersion}`], {
			env: {GOBIN: build, GOFLAGS: '-trimpath', GOTOOLCHAIN: 'local'},
			stdin: 'ignore',
		});
		await rename(join(build, 'minio'), binary);
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
