import {access} from 'node:fs/promises';
import {connect} from 'node:net';
import {join} from 'node:path';

const maxWaitMs = 500;

/** Does something listen at this port of this machine? */
export async function isPortOpen(port: number): Promise<boolean> {
	return new Promise(resolve => {
		const socket = connect({port, host: 'localhost', timeout: maxWaitMs});
		const end = (answers: boolean) => (): void => {
			socket.destroy();
			resolve(answers);
		};

		socket.once('connect', end(true));
		socket.once('error', end(false));
		socket.once('timeout', end(false));
	});
}

export async function exists(...path: string[]): Promise<boolean> {
	return access(join(...path)).then(
		() => true,
		() => false,
	);
}
