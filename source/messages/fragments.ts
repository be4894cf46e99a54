import {fillIn, fragments, type FragmentCode} from '../model/fragments.js';

/**
 * Says in another language what details hold in English (model/fragments.ts): also in records of
 * other processes and versions. A text that is no fragment, as a name or a server's own words,
 * stays as it is.
 */
export function fragmentTranslator(
	texts: Readonly<Record<FragmentCode, string>>,
): (text: string) => string {
	let patterns: ReadonlyArray<{code: FragmentCode; pattern: RegExp}> | undefined;
	return function translate(text: string): string {
		// Every fragment is longer than a word.
		if (!text.includes(' ')) {
			return text;
		}

		patterns ??= patternsOf();
		for (const {code, pattern} of patterns) {
			const match = pattern.exec(text);
			if (match) {
				const details = Object.entries(match.groups ?? {});
				return fillIn(
					texts[code],
					Object.fromEntries(details.map(([name, value]) => [name, translate(value)])),
				);
			}
		}

		return text;
	};
}

/** What begins with words of its own first, then the longest wording. */
function patternsOf(): Array<{code: FragmentCode; pattern: RegExp}> {
	return (Object.entries(fragments) as Array<[FragmentCode, string]>)
		.toSorted(
			([, one], [, other]) =>
				Number(one.startsWith('{')) - Number(other.startsWith('{')) ||
				wording(other) - wording(one),
		)
		.map(([code, text]) => ({
			code,
			pattern: new RegExp(
				`^${text
					.split(/\{(\w+)\}/)
					.map((part, index) => (index % 2 === 0 ? escaped(part) : `(?<${part}>.+?)`))
					.join('')}$`,
				's',
			),
		}));
}

function wording(text: string): number {
	return text.replaceAll(/\{\w+\}/g, '').length;
}

function escaped(text: string): string {
	return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}

/** The same details, every text in them translated. */
export function translateAll<Value>(value: Value, translate: (text: string) => string): Value {
	if (typeof value === 'string') {
		return translate(value) as Value;
	}

	if (Array.isArray(value)) {
		return value.map((item: unknown) => translateAll(item, translate)) as Value;
	}

	return typeof value === 'object' && value !== null
		? (Object.fromEntries(
				Object.entries(value).map(([key, child]: [string, unknown]) => [
					key,
					translateAll(child, translate),
				]),
			) as Value)
		: value;
}
