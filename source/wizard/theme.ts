import type {TextProps} from 'ink';
import type {Segment} from './components/styled.js';
import type {Environment} from '../settings/environment.js';

type Look = Pick<TextProps, 'bold' | 'color' | 'dimColor' | 'inverse'>;

/**
 * Colours of tones. Colours that can be read on light and dark backgrounds, of the sixteen that
 * every terminal has; none says anything that words do not.
 */
export function lookOf(tone: Segment['tone'], {hasColours}: {hasColours: boolean}): Look {
	switch (tone) {
		case 'strong': {
			return {bold: true};
		}

		case 'dim': {
			return {dimColor: true};
		}

		case 'cursor': {
			return {inverse: true};
		}

		case 'good': {
			return hasColours ? {color: 'green'} : {};
		}

		case 'bad': {
			return hasColours ? {color: 'red'} : {bold: true};
		}

		case 'warning': {
			return hasColours ? {color: 'magenta'} : {};
		}

		default: {
			return {};
		}
	}
}

/** https://no-color.org: any value that is not empty. */
export function hasColours(environment: Environment): boolean {
	return !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
}

/** Does this locale have more than ASCII? Where none is set, terminals of today do. */
export function isUnicode(environment: Environment): boolean {
	const locale = ['LC_ALL', 'LC_CTYPE', 'LANG'].map(name => environment[name]).find(Boolean);
	return locale === undefined ? true : /utf-?8/i.test(locale);
}

const substitutes: Readonly<Record<string, string>> = {
	'❯': '>',
	'●': '*',
	'○': 'o',
	'◐': '+',
	'✔': '+',
	'✘': 'x',
	'█': '#',
	'░': '.',
	'…': '.',
	'–': '-',
	'→': '>',
	'←': '<',
	'↑': '^',
	'↓': 'v',
	'“': '"',
	'”': '"',
	'‘': "'",
	'’': "'",
	'·': '.',
};

/** The same in ASCII, character by character, so that columns stay where they are. */
export function toAscii(text: string): string {
	return text.replaceAll(/[^\x20-\x7E]/gu, one => substitutes[one] ?? '?');
}
