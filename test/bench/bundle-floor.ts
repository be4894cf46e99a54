import {join} from 'node:path';
import {build} from 'esbuild';
import {bundleOptions} from '../../config/bundle-options.ts';

/**
 * The floor as one file in this directory, as the program is bundled, so that both take as long to
 * load.
 */
export async function bundleFloor(directory: string): Promise<string> {
	const file = join(directory, 'floor.mjs');
	await build({
		...bundleOptions,
		entryPoints: [new URL('floor.ts', import.meta.url).pathname],
		outfile: file,
	});
	return file;
}
