import type {commandTexts} from './en/commands.js';
import type {dialogTexts} from './en/dialog.js';
import type {helpTexts} from './en/help.js';
import type {serverTexts} from './en/server.js';
import type {words} from './en/words.js';

/**
 * What another language has to say: the keys and parameters of the English texts, with any words. A
 * key without a text fails the build.
 */
export type Texts<English> = English extends string
	? string
	: English extends (...details: infer Details) => infer Text
		? (...details: Details) => Texts<Text>
		: {readonly [Key in keyof English]: Texts<English[Key]>};

/** What the command line says beside errors, warnings and words. */
export type CommandTexts = Texts<typeof commandTexts>;

/** What the guided flows ask and say, in the wizard and in its plain prompts. */
export type DialogTexts = Texts<typeof dialogTexts>;

/** What `--help` and usage errors say; apart from the rest so that help comes at once. */
export type HelpTexts = Texts<typeof helpTexts>;

/** What the server answers beside errors, and writes into its log. */
export type ServerTexts = Texts<typeof serverTexts>;

/** The options that say where objects lie. */
export type StorageOption = keyof HelpTexts['repositoryAdd']['options'];

/** Labels that screens are made of. */
export type Words = Texts<typeof words>;
