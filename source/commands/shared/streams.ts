import type {Environment} from '../../settings/environment.js';

export type Streams = {
	stdin: NodeJS.ReadStream;
	stdout: NodeJS.WriteStream;
	stderr: NodeJS.WriteStream;
};

/**
 * Is there a person who can answer? Questions are written to standard error: standard output may be
 * a file.
 */
export function canAsk(
	{stdin, stderr}: Streams,
	{input, json}: {input: boolean; json: boolean},
): boolean {
	return input && !json && stdin.isTTY && stderr.isTTY;
}

/** May lines be drawn over? Not into a file, and not on a terminal that cannot. */
export function canAnimate({stderr}: Streams, environment: Environment): boolean {
	return stderr.isTTY && environment['TERM'] !== 'dumb';
}

/** Columns of a terminal; undefined for a file or a pipe, where nothing has to be cut. */
export function columnsOf(stream: NodeJS.WriteStream): number | undefined {
	return stream.isTTY ? stream.columns || 80 : undefined;
}
