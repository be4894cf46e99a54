import {assertWell, measure, median, spread} from './measure.js';
import {cli, line, reach, title, type Bench} from './report.js';

const runs = 11;
/** Prints which of the large libraries were loaded. */
const watcher = `data:text/javascript,${encodeURIComponent(`
import {registerHooks} from 'node:module';
registerHooks({load(url, context, next) {
	const found = /node_modules\\/(@aws-sdk|@smithy|@zilliz|@grpc|yaml|zod|@inquirer|ink|react)\\//.exec(url);
	if (found) process.stderr.write('LOADED ' + found[1] + '\\n');
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
		const {stderr} = await measure([process.execPath, '--import', watcher, cli, flag]);
		const loaded = [...new Set(stderr.match(/(?<=LOADED ).+/g))];
		line(`${flag}, libraries loaded`, loaded.join(', ') || 'none');
	}
}
