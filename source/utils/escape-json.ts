/**
 * JSON with every character in it that a terminal obeys, that turns the direction of writing or
 * that cannot be seen written as `\u009b`: the same values, and harmless to look at. JSON itself
 * asks for this up to U+001F only.
 *
 * @param json as JSON.stringify and its like write it: outside of strings there are no such
 *   characters
 */
export function escapeJson(json: string): string {
	return json.replace(/[\u007F-\u009F\p{Cf}\p{Zl}\p{Zp}]/gu, character =>
		Array.from(
			{length: character.length},
			(_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
		).join(''),
	);
}
