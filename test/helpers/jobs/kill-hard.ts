import {connectMilvus} from '../../../source/milvus/connect-milvus.js';
import {importState} from '../../../source/milvus/imports.js';
import {hasCode} from '../../../source/model/milvault-error.js';
import {startTimeOf} from '../../../source/utils/process-identity.js';
import {poll} from '../../../source/utils/wait.js';
import type {MilvusServer} from '../servers/milvus.js';

/** Written by a process that stops itself to be killed so. */
export const stopped = '<stopped>';

/**
 * What SIGKILL does, to processes as they are this very moment: they are stopped at once, and
 * killed when Milvus has answered what they had asked. Milvus 2.2 and 2.3 die when a client goes
 * away who waits for the state of an import (source/milvus/connect-milvus.ts), and tests share one.
 * Returns when they are gone.
 *
 * @param pids of process groups where negative
 */
export async function killHard(server: MilvusServer, pids: readonly number[]): Promise<void> {
	for (const pid of pids) {
		process.kill(pid, 'SIGSTOP');
	}

	await answersAreOut(server);
	for (const pid of pids) {
		process.kill(pid, 'SIGKILL');
		await poll({
			ask: async () => ((await startTimeOf(Math.abs(pid))) ? undefined : true),
			firstMs: 5,
			maxMs: 50,
			timeoutMs: 10_000,
			onTimeout: () => new Error(`Process ${pid} does not end.`),
		});
	}
}

/** Asks the same a few times, one after the other: by then what was asked before is answered. */
async function answersAreOut({cluster}: MilvusServer): Promise<void> {
	const milvus = await connectMilvus(cluster.milvus);
	try {
		for (let times = 0; times < 3; times++) {
			await importState(milvus, 'grpc', {db: 'default', jobId: '1'}).catch((error: unknown) => {
				if (!hasCode(error, 'milvus-refused')) {
					throw error;
				}
			});
		}
	} finally {
		milvus.close();
	}
}
