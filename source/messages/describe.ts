/**
 * What a code that this version does not know, or details of another shape, still say: no record
 * may break a listing.
 */
export function describeWith<Text>(
	texts: Readonly<Record<string, (details: never) => Text>>,
	{code, details}: {code: string; details: unknown},
	otherwise: (told: string) => Text,
): Text {
	const text = Object.hasOwn(texts, code) ? texts[code] : undefined;
	if (text !== undefined) {
		try {
			return text(details as never);
		} catch (error) {
			// A record of another version may lack what the sentence needs.
			if (!(error instanceof TypeError || error instanceof SyntaxError)) {
				throw error;
			}
		}
	}

	return otherwise(`${code} ${JSON.stringify(details) ?? ''}`.trim());
}
