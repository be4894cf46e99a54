/*
 * Builds dist/ from source/: compiles, and copies what is not TypeScript (the Python launcher). It
 * builds beside and swaps at the end, so that a broken build leaves the last good one and a running
 * program keeps its files.
 */
import {execFileSync} from 'node:child_process';
import {chmodSync, cpSync, existsSync, readdirSync, renameSync, rmSync} from 'node:fs';
import {join} from 'node:path';

const root = join(import.meta.dirname, '..');
const fresh = join(root, `dist.new-${process.pid}`);
const old = join(root, `dist.old-${process.pid}`);
const final = join(root, 'dist');

try {
	execFileSync('tsc', ['-p', 'config/tsconfig.build.json', '--outDir', fresh], {
		cwd: root,
		stdio: 'inherit',
	});

	for (const file of readdirSync(join(root, 'source'), {
		recursive: true,
		encoding: 'utf8',
	})) {
		if (/\.(py|json|yaml|html|css)$/.test(file)) {
			cpSync(join(root, 'source', file), join(fresh, file));
		}
	}

	if (existsSync(join(fresh, 'cli.js'))) {
		chmodSync(join(fresh, 'cli.js'), 0o755);
	}

	if (existsSync(final)) {
		renameSync(final, old);
	}

	renameSync(fresh, final);
} catch {
	// The compiler has already said what is wrong.
	process.exitCode = 1;
} finally {
	rmSync(fresh, {recursive: true, force: true});
	rmSync(old, {recursive: true, force: true});
}
