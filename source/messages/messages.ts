import type {ErrorCode} from '../model/error-codes.js';
import type {Warning} from '../model/job-events.js';
import {stripControl} from '../utils/strip-control.js';
import {describeWith} from './describe.js';
import {commandTexts as englishCommands} from './en/commands.js';
import {dialogTexts as englishDialog} from './en/dialog.js';
import {errorTexts as englishErrors} from './en/errors.js';
import {serverTexts as englishServer} from './en/server.js';
import {warningTexts as englishWarnings} from './en/warnings.js';
import {words as englishWords} from './en/words.js';
import {fragmentTranslator, translateAll} from './fragments.js';
import type {ErrorText, ErrorTexts} from './error-text.js';
import type {WarningTexts} from './warning-texts.js';
import type {CommandTexts, DialogTexts, ServerTexts, Words} from './texts.js';
import {commandTexts as chineseCommands} from './zh/commands.js';
import {dialogTexts as chineseDialog} from './zh/dialog.js';
import {errorTexts as chineseErrors} from './zh/errors.js';
import {serverTexts as chineseServer} from './zh/server.js';
import {warningTexts as chineseWarnings} from './zh/warnings.js';
import {fragmentTexts as chineseFragments} from './zh/fragments.js';
import {words as chineseWords} from './zh/words.js';

export type {ErrorText} from './error-text.js';

export type MessageLanguage = 'en' | 'zh';

/** Every sentence that a person reads, in one language. */
export type Messages = {
	language: MessageLanguage;
	/**
	 * Takes a MilvaultError as well as the ErrorSummary of a result or a record, also one of another
	 * version.
	 */
	error(error: {code: ErrorCode; details: unknown}): ErrorText;
	warning(warning: Warning): string;
	/** A piece of details, which are in English, in this language; names stay as they are. */
	detail: (text: string) => string;
	words: Words;
	/** What the command-line face says. */
	commands: CommandTexts;
	/** What the guided flows say. */
	dialog: DialogTexts;
	/** What the server says beside errors. */
	server: ServerTexts;
};

/**
 * The messages of a language; whatever a server sent, a text is one line without control
 * characters.
 */
export function messagesFor(language: MessageLanguage): Messages {
	const {errors, warnings, words, commands, dialog, server, detail} = languages[language];
	return {
		language,
		error(error) {
			const {sentence, hint} = describeWith<ErrorText>(errors, translated(error), told => ({
				sentence: words.unknownError(told),
			}));
			return {
				sentence: stripControl(sentence),
				...(hint === undefined ? {} : {hint: stripControl(hint)}),
			};
		},
		warning(warning) {
			return stripControl(
				describeWith<string>(warnings, translated(warning), told => words.unknownWarning(told)),
			);
		},
		detail,
		words,
		commands,
		dialog,
		server,
	};

	function translated<Coded extends {code: string; details: unknown}>({code, details}: Coded) {
		return {code, details: translateAll(details, detail)};
	}
}

const languages: Record<
	MessageLanguage,
	{
		errors: ErrorTexts;
		warnings: WarningTexts;
		words: Words;
		commands: CommandTexts;
		dialog: DialogTexts;
		server: ServerTexts;
		detail: (text: string) => string;
	}
> = {
	en: {
		errors: englishErrors,
		warnings: englishWarnings,
		words: englishWords,
		commands: englishCommands,
		dialog: englishDialog,
		server: englishServer,
		detail: text => text,
	},
	zh: {
		errors: chineseErrors,
		warnings: chineseWarnings,
		words: chineseWords,
		commands: chineseCommands,
		dialog: chineseDialog,
		server: chineseServer,
		detail: fragmentTranslator(chineseFragments),
	},
};
