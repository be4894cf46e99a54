import type {Command} from 'commander';
import type {HelpTexts} from '../../messages/texts.js';
import {choice, collect} from './read-value.js';

/** What every command understands, before or after its name. */
export type GlobalOptions = {
	config?: string;
	cluster?: string;
	repository?: string;
	/** Of a copy, where it goes: no global flag, its own `--to`. */
	target?: string;
	address?: string;
	/** Single values of the configuration: `key=value`. */
	set?: string[];
	/** False with --no-input. */
	input: boolean;
	/** The guided flow by line prompts. */
	plain?: boolean;
	json: boolean;
	debug: boolean;
	lang?: 'en' | 'zh';
};

export function addGlobalOptions(program: Command, texts: HelpTexts): void {
	const {globals} = texts;
	program
		.option('--config <file>', globals.config)
		.option('--cluster <name>', globals.cluster)
		.option('--repository <name>', globals.repository)
		.option('--address <host:port>', globals.address)
		.option('--set <key=value>', globals.set, collect)
		.option('--no-input', globals.noInput)
		.option('--plain', globals.plain)
		.option('--json', globals.json)
		.option('--debug', globals.debug)
		.option('--lang <language>', globals.lang, choice('--lang', ['en', 'zh'], texts));
}

/**
 * What must be known before the arguments can be understood at all: in which language, and as which
 * kind of output, a usage error is reported.
 */
export function peekGlobals(args: readonly string[]): {
	lang?: string;
	isJson: boolean;
} {
	const end = args.indexOf('--');
	const own = end < 0 ? args : args.slice(0, end);
	const at = own.findLastIndex(arg => /^--lang(?:=|$)/.test(arg));
	const lang = own[at]?.split('=')[1] ?? own[at + 1];
	return {
		...(at >= 0 && lang ? {lang} : {}),
		isJson: own.includes('--json'),
	};
}
