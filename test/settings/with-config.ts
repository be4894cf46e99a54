import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ExecutionContext} from 'ava';
import {MilvaultError} from '../../source/model/milvault-error.js';
import {loadSettings, type LoadOptions} from '../../source/settings/load-settings.js';
import type {Settings} from '../../source/settings/settings.js';

/** A directory that is gone when the test is over. */
export async function temporaryDirectory(t: ExecutionContext): Promise<string> {
	const directory = await mkdtemp(join(tmpdir(), 'milvault-settings-'));
	t.teardown(async () => rm(directory, {recursive: true, force: true}));
	return directory;
}

export type Given = Partial<LoadOptions> & {yaml?: string};

/**
 * Loads settings from a file `c.yaml` with this content, or from no file; nothing of this machine's
 * environment shines in.
 */
export async function load(t: ExecutionContext, {yaml, ...options}: Given = {}): Promise<Settings> {
	const cwd = options.cwd ?? (await temporaryDirectory(t));
	if (yaml !== undefined) {
		await writeFile(join(cwd, 'c.yaml'), yaml);
	}

	return loadSettings({
		...(yaml === undefined ? {} : {file: 'c.yaml'}),
		environment: {},
		homeDirectory: '/home/ann',
		configDirectory: join(cwd, 'no-configuration-here'),
		secretsFor: [],
		...options,
		cwd,
	});
}

/** The error that loading ends with, which has to be one of ours. */
export async function failure(
	t: ExecutionContext,
	given: Given,
): Promise<{code: string; details: unknown}> {
	try {
		await load(t, given);
	} catch (error) {
		if (error instanceof MilvaultError) {
			return {code: error.code, details: error.details};
		}

		throw error;
	}

	throw new Error(`loads without an error: ${JSON.stringify(given)}`);
}
