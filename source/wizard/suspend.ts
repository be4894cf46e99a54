import {setTimeout} from 'node:timers/promises';

/** The signal arrives a moment after it was sent; until this has passed, nothing is drawn. */
const stopsWithinMs = 50;

/**
 * Ctrl-Z: stops this process and those that started it in the same shell (npm, npx), as the
 * terminal itself does for a program that does not read keys. Comes back when the shell lets it
 * continue; at once where there is no shell that could, for then the system stops nothing.
 */
export async function suspend(): Promise<void> {
	process.kill(0, 'SIGTSTP');
	await setTimeout(stopsWithinMs);
}
