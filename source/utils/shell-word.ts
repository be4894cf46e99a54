/** A word of a command, safe to paste into a shell. */
export function shellWord(word: string): string {
	return /^[\w@%+=:,./\p{Script=Han}-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
