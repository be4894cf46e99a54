import {join} from 'node:path';
import {build} from 'esbuild';

/**
 * The floor as one file in this directory, as the program is bundled, so that both take as long to
 * load.
 */
export async function bundleFloor(directory: string): Promise<string> {
	const file = join(directory, 'floor.mjs');
	await build({
		entryPoints: [new URL('floor.ts', import.meta.url).pathname],
		outfile: file,
		bundle: true,
		format: 'esm',
		platform: 'node',
		target: 'node22',
		banner: {
			js: "import {createRequire} from 'node:module';const require=createRequire(import.meta.url);",
		},
	});
	return file;
}
