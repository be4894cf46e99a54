import type {RawValue} from '../tree.js';
import type {YamlSource} from './mistakes.js';

/** A text inside of a file, as a ConfigMap holds one, with the lines that it has in the file. */
export function innerSource(
	{origins, written}: Pick<RawValue, 'origins' | 'written'>,
	text: string,
): YamlSource {
	const file = (origins.at(-1) ?? '').replace(/^file /, '').replace(/:\d+$/, '');
	const start = written?.line ?? 1;
	return {
		text,
		file,
		// A text in quotes is on one line, whatever it holds.
		lineOf: line => (written?.style === 'block' ? start + line : start),
	};
}
