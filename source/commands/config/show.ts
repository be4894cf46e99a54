import {describeSettings} from '../../settings/describe-settings.js';
import {configLines} from '../../lines/config-lines.js';
import {configFileOf, isConfigured} from '../shared/config-file.js';
import {done, type CommandEnd, type Context} from '../shared/context.js';
import {loadContextSettings} from '../shared/load-context-settings.js';

/** `milvault config show`: every value in use and where it came from; secrets masked, and none fetched. */
export async function show(context: Context): Promise<CommandEnd> {
	const {output} = context;
	const settings = await loadContextSettings(context, []);
	const values = describeSettings(settings);
	const file = (await isConfigured(context))
		? configFileOf(context)
		: undefined;
	output.print(
		...configLines(values, {...output, file, lookedUp: configFileOf(context)}),
	);
	return done({file, values});
}
