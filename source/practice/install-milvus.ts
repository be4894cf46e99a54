import {mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {MilvaultError} from '../model/milvault-error.js';
import {installPackage} from './install-package.js';
import type {OnPracticeEvent} from './practice-events.js';
import {runPython} from './run-python.js';
import {withLock} from './with-lock.js';

export type Installation = {
	version: string;
	/** The virtual environment's Python. */
	python: string;
	/** The unpacked server: `milvus` and its libraries. */
	serverDir: string;
	/** The package's template of milvus.yaml. */
	template: string;
	/** The package's glog.conf, where it brings one. */
	glogConf: string;
};

/**
 * Installs a Milvus server from the Python package `milvus` under `<cacheDir>/milvus-<version>`,
 * once; later calls answer at once.
 *
 * 1. A virtual environment, by the machine's own Python 3.
 * 2. `pip install milvus==<version>` (58 MB for 2.3.5).
 * 3. The server's binaries unpacked (250 MB), so that starting it needs no Python any more.
 * 4. A marker, written last.
 *
 * Interrupted anywhere before the marker, the next call starts again. Two at once: the second waits
 * for the first.
 *
 * @param options.python the command to look for; default `python3`.
 * @throws `practice-unavailable` without Python 3, its venv module, or a package for this machine
 * (there are packages for Linux x86_64 with glibc and macOS arm64 only); `practice-failed` when pip
 * fails; `disk-full`; `cancelled`.
 */
export async function installMilvus(options: {
	version: string;
	cacheDir: string;
	python?: string;
	signal?: AbortSignal;
	onEvent?: OnPracticeEvent;
}): Promise<Installation> {
	const {version, cacheDir, signal, onEvent} = options;
	const directory = join(cacheDir, `milvus-${version}`);
	const marker = join(directory, 'installation.json');
	const installed = await readMarker(marker);
	if (installed) {
		return installed;
	}

	refuseOtherMachines();
	return withLock(
		`${directory}.lock`,
		{
			variable: 'MILVAULT_CACHE_DIR',
			signal,
			onWait: pid => onEvent?.({type: 'waiting-for-other', pid}),
		},
		async () => {
			const meanwhile = await readMarker(marker);
			if (meanwhile) {
				return meanwhile;
			}

			const made = await install({...options, directory});
			await writeFile(marker, JSON.stringify(made, undefined, '\t'));
			return made;
		},
	);
}

async function readMarker(marker: string): Promise<Installation | undefined> {
	try {
		return JSON.parse(await readFile(marker, 'utf8')) as Installation;
	} catch {
		return undefined;
	}
}

function refuseOtherMachines(): void {
	const machine = `${process.platform} ${process.arch}`;
	if (machine !== 'linux x64' && machine !== 'darwin arm64') {
		throw new MilvaultError('practice-unavailable', {
			what: 'wheel',
			reason: machine,
		});
	}
}

async function install(options: {
	version: string;
	directory: string;
	python?: string;
	signal?: AbortSignal;
	onEvent?: OnPracticeEvent;
}): Promise<Installation> {
	const {version, directory, signal, onEvent} = options;
	const log = `${directory}-install.log`;
	const environmentDir = join(directory, 'venv');
	const python = join(environmentDir, 'bin', 'python');

	await rm(directory, {recursive: true, force: true});
	await mkdir(directory, {recursive: true, mode: 0o700});
	await rm(log, {force: true});

	onEvent?.({type: 'making-environment', version, directory});
	await makeEnvironment({
		python: options.python ?? 'python3',
		environmentDir,
		log,
		signal,
	});
	await installPackage({python, version, directory, log, signal, onEvent});

	onEvent?.({type: 'unpacking', version});
	// The package's own unpacking, which its server class else does into each data directory.
	const {stdout} = await runPython(
		python,
		[
			'-c',
			'import os, sys, milvus; milvus._initialize_data_files(sys.argv[1]); print(os.path.dirname(milvus.__file__))',
			directory,
		],
		{log, signal},
	);
	const packageData = join(stdout.trim(), 'data');
	return {
		version,
		python,
		serverDir: join(directory, 'bin'),
		template: join(packageData, 'config.yaml.template'),
		glogConf: join(packageData, 'glog.conf'),
	};
}

async function makeEnvironment(options: {
	python: string;
	environmentDir: string;
	log: string;
	signal?: AbortSignal;
}): Promise<void> {
	const {python, environmentDir, log, signal} = options;
	const version = await runPython(
		python,
		['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'],
		{log, signal, mayFail: true},
	);
	const number = version.stdout.trim();
	if (version.exitCode !== 0 || !number.startsWith('3.')) {
		throw new MilvaultError('practice-unavailable', {
			what: 'python',
			reason: python,
		});
	}

	// Debian has venv without ensurepip until python3-venv is installed: both are tried before
	// anything is made.
	const modules = await runPython(python, ['-c', 'import venv, ensurepip'], {
		log,
		signal,
		mayFail: true,
	});
	if (modules.exitCode !== 0) {
		throw new MilvaultError('practice-unavailable', {
			what: 'venv',
			reason: `python${number}-venv`,
		});
	}

	await runPython(python, ['-m', 'venv', environmentDir], {log, signal});
}
