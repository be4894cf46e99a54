import type {JobEvent} from '../../../source/model/job-events.js';
import {openStorage} from '../../../source/storage/open-storage.js';
import type {MilvusServer} from '../servers/milvus.js';

export type TemporaryCopies = {
	/** For a restore. Looks at the temporary prefix at the event of the first import job. */
	onEvent: (event: JobEvent) => void;
	/** How many objects of the restore's job lay there while Milvus imported. */
	during: () => Promise<number>;
	/** What of the restore's job is there now. */
	now: () => Promise<string[]>;
};

/** Watches the temporary prefix of a restore's job in the storage of a Milvus. */
export function watchTemporaryCopies({cluster}: MilvusServer): TemporaryCopies {
	let jobId = '';
	let during: Promise<string[]> | undefined;
	const now = async (): Promise<string[]> => {
		const storage = await openStorage(cluster.storage);
		const root = cluster.storage.type === 's3' ? `${cluster.storage.rootPath}/` : '';
		const keys: string[] = [];
		for await (const {key} of storage.list(`${root}milvault_temp/${jobId}/`)) {
			keys.push(key);
		}

		storage.close();
		return keys;
	};

	return {
		onEvent(event) {
			if (event.type === 'job-started') {
				jobId = event.jobId;
			}

			if (event.type === 'import-progress') {
				during ??= now();
			}
		},
		during: async () => (await during)?.length ?? 0,
		now,
	};
}
