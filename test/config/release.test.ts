import {copyFile, mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {execa} from 'execa';

const root = new URL('../../', import.meta.url);

/** A repository with our release scripts and this changelog; what is packed is empty. */
async function repository(t: ExecutionContext, changelog: string) {
	const cwd = await mkdtemp(join(tmpdir(), 'milvault-release-'));
	t.teardown(async () => rm(cwd, {recursive: true, force: true}));
	const {scripts} = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as {
		scripts: Record<string, string>;
	};
	const {version, postversion} = scripts;
	await mkdir(join(cwd, 'config'));
	await copyFile(
		new URL('config/date-changelog.ts', root),
		join(cwd, 'config', 'date-changelog.ts'),
	);
	await writeFile(
		join(cwd, 'package.json'),
		JSON.stringify({
			name: 'milvault',
			version: '0.1.0',
			type: 'module',
			scripts: {version, postversion},
		}),
	);
	await writeFile(join(cwd, 'CHANGELOG.md'), changelog);
	const run = execa({
		cwd,
		reject: false,
		env: {
			GIT_CONFIG_GLOBAL: '/dev/null',
			GIT_AUTHOR_NAME: 'a',
			GIT_AUTHOR_EMAIL: 'a@example.com',
			GIT_COMMITTER_NAME: 'a',
			GIT_COMMITTER_EMAIL: 'a@example.com',
		},
	});
	await run`git init --quiet --initial-branch main`;
	await run`git add .`;
	await run`git commit --quiet --message start`;
	return {cwd, run};
}

test('npm version bumps, dates the changelog, commits, tags and packs', async t => {
	const {cwd, run} = await repository(t, '# Changelog\n\n## 0.1.0, not released yet\n\n- This.\n');
	const {exitCode, stderr} = await run`npm version 0.2.0`;
	t.is(exitCode, 0, stderr);
	t.regex(
		await readFile(join(cwd, 'CHANGELOG.md'), 'utf8'),
		/^# Changelog\n\n## 0\.2\.0, \d{4}-\d\d-\d\d\n\n- This\.\n$/,
	);
	const {stdout: changed} = await run`git show --stat --format=%s HEAD`;
	t.regex(changed, /^0\.2\.0\n[^]*CHANGELOG\.md[^]*package\.json/);
	t.is((await run`git tag`).stdout, 'v0.2.0');
	t.is((await run`git status --porcelain`).stdout, '?? milvault-0.2.0.tgz');
});

test('npm version refuses where nothing is to be released', async t => {
	const {run} = await repository(t, '# Changelog\n\n## 0.1.0, 2026-01-01\n');
	const {exitCode, stderr} = await run`npm version 0.2.0`;
	t.not(exitCode, 0);
	t.true(stderr.includes('there is nothing to release'), stderr);
	t.is((await run`git tag`).stdout, '');
});
