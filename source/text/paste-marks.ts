/** What a terminal that marks pastes (bracketed paste) sends around one. */
export const pasteStart = '\u001B[200~';
export const pasteEnd = '\u001B[201~';

/**
 * A paste comes as fast as the line carries it; one that has been still for so long has lost its
 * end.
 */
export const pasteStillMs = 2000;
