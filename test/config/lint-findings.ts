import {cp, mkdir, mkdtemp, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import type {ExecutionContext} from 'ava';
import {execa} from 'execa';

export const root = join(import.meta.dirname, '..', '..');

/** What the linter finds in these files, as `file:line rule`. */
export async function plantedFindings(
	t: ExecutionContext,
	files: Readonly<Record<string, string>>,
): Promise<string[]> {
	const directory = await mkdtemp(join(tmpdir(), 'milvault-lint-'));
	t.teardown(async () => rm(directory, {recursive: true, force: true}));
	for (const path of ['config/oxlint.config.ts', 'package.json', 'tsconfig.json']) {
		await cp(join(root, path), join(directory, path));
	}

	await symlink(join(root, 'node_modules'), join(directory, 'node_modules'));
	for (const [path, content] of Object.entries(files)) {
		await mkdir(dirname(join(directory, path)), {recursive: true});
		await writeFile(join(directory, path), content);
	}

	return lintFindings(directory, ['source']);
}

/** What the linter finds below these folders, as `file:line rule`, sorted. */
export async function lintFindings(
	directory: string,
	folders: readonly string[],
): Promise<string[]> {
	const {stdout, exitCode} = await execa({
		cwd: directory,
		preferLocal: true,
		localDir: root,
		reject: false,
	})`oxlint -c config/oxlint.config.ts --format=unix ${folders}`;
	const findings = stdout
		.split('\n')
		.flatMap(line => {
			const [, place, rule] = /^(\S+:\d+):\d+: .*\[Error\/[\w-]+\(([\w-]+)\)\]$/.exec(line) ?? [];
			return place ? [`${place} ${rule}`] : [];
		})
		.toSorted();
	// A linter that could not run has found nothing either.
	if (exitCode !== (findings.length > 0 ? 1 : 0)) {
		throw new Error(`oxlint ended with ${exitCode}: ${stdout}`);
	}

	return findings;
}
