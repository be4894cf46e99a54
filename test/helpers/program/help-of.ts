import type {Command} from 'commander';
import {buildProgram} from '../../../source/commands/program/build-program.js';
import {helpTexts as english} from '../../../source/messages/en/help.js';
import type {HelpTexts} from '../../../source/messages/texts.js';

/** What `--help` prints, without a process of its own. */
export async function helpOf(command: string, texts: HelpTexts): Promise<string> {
	let printed = '';
	const program = programOf(texts, text => {
		printed += text;
	});
	try {
		await program.parseAsync([...command.split(' ').filter(Boolean), '--help'], {from: 'user'});
	} catch (error) {
		if ((error as {code?: string}).code !== 'commander.helpDisplayed') {
			throw error;
		}
	}

	return printed;
}

/**
 * Every command that help shows, as it is typed after `milvault`, in the order of the help; the
 * first is the program: ''.
 */
export function commandNames(): string[] {
	const below = (command: Command, path: string): string[] => [
		path,
		...command
			.createHelp()
			.visibleCommands(command)
			.filter(each => each.name() !== 'help')
			.flatMap(each => below(each, `${path} ${each.name()}`.trim())),
	];
	return below(
		programOf(english, () => undefined),
		'',
	);
}

function programOf(texts: HelpTexts, out: (text: string) => void): Command {
	return buildProgram(
		{texts, onChosen: () => undefined, async openServer() {}},
		{out, error: () => undefined},
	);
}
