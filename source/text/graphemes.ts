/**
 * What a reader takes for one character, each in one piece: letters with their accents, emoji with
 * their joiners.
 */
export function* graphemes(text: string): Generator<string> {
	// One for each call: a segmenter costs little beside the text that it cuts, and nothing is kept.
	const segmenter = new Intl.Segmenter(undefined, {granularity: 'grapheme'});
	for (const {segment} of segmenter.segment(text)) {
		yield segment;
	}
}
