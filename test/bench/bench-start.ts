import {readFile} from 'node:fs/promises';
import {assertWell, measure, median, spread} from './measure.js';
import {cli, line, reach, title, type Bench} from './report.js';

const runs = 11;
/** Prints which files are loaded. */
const watcher = `data:text/javascript,${encodeURIComponent(`
import {registerHooks} from 'node:module';
registerHooks({load(url, context, next) {
	if (url.startsWith('file:')) console.error('LOADED', url);
	return next(url, context);
}});`)}`;

/** How long it takes until help and version are there, and that no SDK is loaded for them. */
export async function benchStart(_bench: Bench): Promise<void> {
	title('Start');
	for (const flag of ['--version', '--help']) {
		const times: number[] = [];
		for (let run = 0; run < runs; run++) {
			const {wallSeconds} = assertWell(flag, await measure([process.execPath, cli, flag]));
			times.push(wallSeconds * 1000);
		}

		line(`${flag}, ms`, spread(times, 0));
		reach(flag, median(times), 150, 'ms');
		const {stderr} = assertWell(
			flag,
			await measure([process.execPath, '--import', watcher, cli, flag]),
		);
		const loaded = await largeLibraries(stderr.match(/(?<=LOADED ).+/g) ?? []);
		line(`${flag}, libraries loaded`, loaded.join(', ') || 'none');
	}
}

/** Of the files of the program: the maps beside them say what they are made of. */
async function largeLibraries(files: readonly string[]): Promise<string[]> {
	const found = new Set<string>();
	for (const file of files) {
		const {sources} = JSON.parse(await readFile(new URL(`${file}.map`), 'utf8')) as {
			sources: string[];
		};
		for (const source of sources) {
			const library =
				/node_modules\/(@aws-sdk|@smithy|@zilliz|@grpc|yaml|zod|@inquirer|ink|react)\//.exec(
					source,
				);
			if (library) {
				found.add(library[1]!);
			}
		}
	}

	return [...found].toSorted();
}
