import {Command} from 'commander';
import {toolVersion} from '../../utils/tool-version.js';
import {addBackupCommands} from './backup-commands.js';
import {throwOurErrors, type Declaring} from './declare-command.js';
import {addGlobalOptions} from './global-options.js';
import {formatExamples, helpFormat} from './help-format.js';
import {addConfigCommands} from './config-commands.js';
import {addCopyCommand} from './copy-command.js';
import {addJobCommands} from './job-commands.js';
import {addMetricsCommand} from './metrics-command.js';
import {addPlaceCommands} from './place-commands.js';
import {addRetentionCommands} from './retention-commands.js';
import {addScheduleCommands} from './schedule-commands.js';
import {addPracticeCommands} from './practice-commands.js';

/**
 * The whole command line, as commander sees it; what each command does is loaded when it is chosen.
 *
 * @param write where help and version go: standard output when they were asked for, else standard
 *   error
 */
export function buildProgram(
	declaring: Declaring,
	write: {out: (text: string) => void; error: (text: string) => void},
): Command {
	const {texts} = declaring;
	const program = new Command('milvault');
	program
		.configureHelp(helpFormat(texts))
		.configureOutput({
			writeOut: write.out,
			writeErr: write.error,
			// Our own sentence is printed instead, after the error has been thrown.
			outputError: () => undefined,
		})
		.description(texts.program)
		.helpOption('-h, --help', texts.help)
		.helpCommand('help [command]', texts.helpCommand)
		.version(toolVersion, '-v, --version', texts.version);
	addGlobalOptions(program, texts);
	addBackupCommands(program, declaring);
	addCopyCommand(program, declaring);
	addRetentionCommands(program, declaring);
	addScheduleCommands(program, declaring);
	addMetricsCommand(program, declaring);
	addJobCommands(program, declaring);
	addPracticeCommands(program, declaring);
	addPlaceCommands(program, declaring);
	addConfigCommands(program, declaring);
	program
		.addHelpText('after', formatExamples(texts, texts.programExamples))
		.addHelpText('afterAll', ({command}) =>
			command === program ? '' : `\n${texts.globalsElsewhere}`,
		);
	return throwOurErrors(program, texts);
}
