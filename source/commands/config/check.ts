import {checkConfiguration} from '../../settings/check-configuration.js';
import type {CommandEnd, Context} from '../shared/context.js';

/** `milvault config check`: every mistake in the file and the environment, not only the first. */
export async function check(context: Context): Promise<CommandEnd> {
	const {output, globals, environment, signal} = context;
	const {config: file, cluster, repository, address, set, lang} = globals;
	const checked = await checkConfiguration({
		file,
		flags: {cluster, repository, address, set, language: lang},
		environment,
		signal,
	});
	if (checked.settings) {
		output.useSettings(checked.settings);
	}

	const {messages, paint} = output;
	const texts = messages.commands.config;
	const {problems} = checked;
	for (const problem of problems) {
		const {sentence, hint} = messages.error(problem);
		output.print(`${paint('red', '✘')} ${sentence}`, ...(hint === undefined ? [] : [`  ${hint}`]));
	}

	const warnings = checked.settings?.warnings ?? [];
	output.print(...warnings.map(warning => `${paint('yellow', '!')} ${messages.warning(warning)}`));
	const isReadable = checked.isReadableByOthers && checked.file !== undefined;
	if (isReadable) {
		output.print(`${paint('yellow', '!')} ${texts.readable(checked.file!)}`);
	}

	output.print(
		problems.length > 0 ? texts.bad(String(problems.length)) : `✔ ${texts.good(checked.file)}`,
	);
	return {
		outcome: problems.length > 0 ? 'failed' : 'complete',
		exitCode: problems.length > 0 ? 4 : 0,
		result: {
			file: checked.file,
			problems: problems.map(({code, details}) => ({
				error: {code, details},
			})),
			warnings,
			isReadableByOthers: checked.isReadableByOthers,
		},
	};
}
