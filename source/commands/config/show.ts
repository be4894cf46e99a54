import {describeSettings} from '../../settings/describe-settings.js';
import {configLines} from '../../render/config-lines.js';
import {configFileInUse} from '../../settings/find-config-file.js';
import {isConfigured} from '../shared/config-file.js';
import {done, type CommandEnd, type Context} from '../shared/context.js';
import {loadContextSettings} from '../shared/load-context-settings.js';

/**
 * `milvault config show`: every value in use and where it came from; secrets masked, and none
 * fetched.
 */
export async function show(context: Context): Promise<CommandEnd> {
	const {output, globals, environment} = context;
	const settings = await loadContextSettings(context, []);
	const values = describeSettings(settings);
	const lookedUp = configFileInUse(globals.config, environment);
	const file = (await isConfigured(context)) ? lookedUp : undefined;
	output.print(...configLines(values, {...output, file, lookedUp}));
	return done({file, values});
}
