import {randomBytes} from 'node:crypto';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ExecutionContext} from 'ava';
import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import type {Session} from '../../../source/engine/session.js';
import {dropDatabase} from '../milvus/drop-database.js';
import {openSdk} from '../milvus/rows.js';
import {servers} from '../servers/servers.js';
import {sessionFor} from './engine-session.js';

export type OwnPlace = {
	sdk: MilvusClient;
	/** A name that no other test has; whoever needs the database creates it. */
	db: string;
	/** The repository. */
	directory: string;
	session: Session;
};

/**
 * A database and a local repository of a test's own, on a server; removed when the test is over.
 *
 * @param options.repository of an earlier session of the same test
 */
export async function ownPlace(
	t: ExecutionContext,
	{
		server: name,
		prefix,
		repository,
	}: {
		server: 'milvus235' | 'milvus235local' | 'milvus2216';
		prefix: string;
		repository?: string;
	},
): Promise<OwnPlace> {
	const server = servers()[name];
	const db = `${prefix}_${randomBytes(4).toString('hex')}`;
	const directory = repository ?? (await mkdtemp(join(tmpdir(), `milvault-${prefix}-`)));
	const sdk = await openSdk(server);
	t.teardown(async () => {
		await dropDatabase(sdk, db);
		await sdk.closeConnection();
		await rm(directory, {recursive: true, force: true});
	});
	const session = await sessionFor(t, {server, repository: {type: 'local', path: directory}});
	return {sdk, db, directory, session};
}
