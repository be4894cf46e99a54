import {mkdir, readdir, rm, stat} from 'node:fs/promises';
import {join} from 'node:path';
import type {OnPracticeEvent} from './practice-events.js';
import {runPython} from './run-python.js';

const reportEveryMs = 500;

/**
 * Installs the package `milvus` by pip, with progress.
 *
 * pip draws its progress bar on terminals only, so what it has downloaded is measured: it collects
 * the file in a temporary directory, which is given to it for that.
 */
export async function installPackage(options: {
	python: string;
	version: string;
	directory: string;
	log: string;
	signal?: AbortSignal;
	onEvent?: OnPracticeEvent;
}): Promise<void> {
	const {python, version, directory, log, signal, onEvent} = options;
	const temporaryDir = join(directory, 'tmp');
	await mkdir(temporaryDir);
	let totalBytes: number | undefined;
	let output = '';

	const report = async () => {
		const doneBytes = await sizeOf(temporaryDir);
		onEvent?.({
			type: 'downloading',
			version,
			doneBytes: Math.min(doneBytes, totalBytes ?? doneBytes),
			...(totalBytes === undefined ? {} : {totalBytes}),
		});
	};

	const timer = setInterval(() => {
		void report();
	}, reportEveryMs);
	try {
		await runPython(
			python,
			`-m pip install --disable-pip-version-check --no-input --progress-bar off milvus==${version}`.split(
				' ',
			),
			{
				log,
				signal,
				temporaryDir,
				onOutput(text) {
					output += text;
					totalBytes ??= announcedBytes(output);
				},
			},
		);
	} finally {
		clearInterval(timer);
		await rm(temporaryDir, {recursive: true, force: true});
	}

	if (totalBytes !== undefined) {
		onEvent?.({
			type: 'downloading',
			version,
			doneBytes: totalBytes,
			totalBytes,
		});
	}
}

/** Reads `Downloading milvus-2.3.5-...whl (57.7 MB)`, pip's own words; pip counts in thousands. */
export function announcedBytes(output: string): number | undefined {
	const match = /Downloading \S*milvus-\S+ \(([\d.]+) ([kMG]?B)\)/i.exec(output);
	const units: Readonly<Record<string, number>> = {
		B: 1,
		kB: 1e3,
		MB: 1e6,
		GB: 1e9,
	};
	return match ? Math.round(Number(match[1]) * (units[match[2] ?? ''] ?? 1)) : undefined;
}

async function sizeOf(directory: string): Promise<number> {
	try {
		const files = await readdir(directory, {
			recursive: true,
			withFileTypes: true,
		});
		const sizes = await Promise.all(
			files
				.filter(file => file.isFile())
				.map(async file =>
					stat(join(file.parentPath, file.name)).then(
						({size}) => size,
						() => 0,
					),
				),
		);
		return sizes.reduce((sum, size) => sum + size, 0);
	} catch {
		// pip removes directories while they are read.
		return 0;
	}
}
