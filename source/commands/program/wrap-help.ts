/*
 * Widths and line breaks of help. It holds nothing but our own texts, letters and Chinese; text/
 * knows every script, and takes 60 ms to load, half of what help may take.
 */

const wide = /[\p{Script=Han}\u3000-\u303F\uFF00-\uFFEF]/gu;

/** Columns of a text of ours. */
export function helpWidth(text: string): number {
	return text.length + (text.match(wide)?.length ?? 0);
}

/** Breaks at spaces, and before a Chinese character; closing marks stay with what they close. */
export function wrapHelp(text: string, width: number): string {
	const pieces =
		text.match(
			/\s*(?:[（“]*\p{Script=Han}|[^\s\p{Script=Han}，。、；：（）“”]+|[（“])[，。、；：！？）”]*/gu,
		) ?? [];
	const lines: string[] = [];
	let line = '';
	for (const piece of pieces) {
		if (line !== '' && helpWidth(line + piece) > width) {
			lines.push(line);
			line = piece.trimStart();
		} else {
			line += piece;
		}
	}

	return [...lines, line].join('\n');
}
