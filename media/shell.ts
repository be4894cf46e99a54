import type {Screen} from './screen.js';
import {openTerminal, type Terminal} from './terminal.js';

const green = '\u001B[1;32m';
const plain = '\u001B[0m';

export type Shell = Terminal & {
	/** Types a command and Enter. */
	type: (command: string) => Promise<void>;
	/** Types a command and Enter, and waits for the next prompt. */
	run: (command: string) => Promise<Screen>;
	/** Waits for the next prompt. */
	idle: () => Promise<Screen>;
};

/** A person's shell, which asks for commands with a green `$`. */
export function openShell(options: Parameters<typeof openTerminal>[1]): Shell {
	// Without job control all that is started from it is in one process group, which can be ended as
	// a whole.
	const terminal = openTerminal(['/bin/sh', '+m', '-i'], {
		...options,
		environment: {...options.environment, PS1: `${green}$${plain} `},
	});
	const idle = async (): Promise<Screen> => terminal.until('A prompt', isAsking);
	const type = async (command: string): Promise<void> => {
		await idle();
		terminal.press(command);
		await terminal.until(`“${command}”`, screen => cursorLine(screen) === `$ ${command}`);
		terminal.press('\r');
	};

	return {
		...terminal,
		type,
		async run(command) {
			await type(command);
			return idle();
		},
		idle,
	};
}

function isAsking(screen: Screen): boolean {
	return cursorLine(screen) === '$' && screen.cursor.column === 2;
}

function cursorLine({lines, cursor}: Screen): string | undefined {
	return lines[cursor.row];
}
