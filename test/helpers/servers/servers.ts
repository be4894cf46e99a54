import {readFileSync} from 'node:fs';
import type {MilvusServer} from './milvus.js';

export type MinioServer = {
	/** URL with scheme. */
	endpoint: string;
	accessKeyId: string;
	secretAccessKey: string;
};

/**
 * The servers that `npm test` runs for all tests together; a test makes its own databases,
 * collections and buckets in them.
 */
export type Servers = {
	minio: MinioServer;
	/** Another store: nothing can be copied to it on the server's side. */
	minio2: MinioServer;
	/** 2.3.5 on `minio`, bucket `milvus-data`, root path `files`; authorization off. */
	milvus235: MilvusServer;
	/** 2.3.5 on local storage; authorization on. */
	milvus235local: MilvusServer;
	/** 2.2.16 on local storage; authorization on. */
	milvus2216: MilvusServer;
};

/** The file that says where they are; set by the programs that start them. */
export const serversVariable = 'MILVAULT_TEST_SERVERS';

/** The running servers. Throws when none were started for this run. */
export function servers(): Servers {
	const file = process.env[serversVariable];
	if (!file) {
		throw new Error(
			'This test needs its servers. `npm test -- <files>` starts them, or keep them with `npm run servers` and do what it prints.',
		);
	}

	return JSON.parse(readFileSync(file, 'utf8')) as Servers;
}
