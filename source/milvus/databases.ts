import type {KeyValue} from '../model/collection.js';
import {hasCode} from '../model/milvault-error.js';
import type {Milvus} from './milvus.js';

/** Names of all databases; `default` alone on servers that have none (before 2.2.9). */
export async function listDatabases(milvus: Milvus): Promise<string[]> {
	try {
		const answer = await milvus.call<{db_names: string[]}>('ListDatabases', {});
		return answer.db_names.toSorted();
	} catch (error) {
		if (hasCode(error, 'milvus-unsupported')) {
			return ['default'];
		}

		throw error;
	}
}

export async function createDatabase(
	milvus: Milvus,
	db: string,
	properties: readonly KeyValue[] = [],
): Promise<void> {
	await milvus.call('CreateDatabase', {
		db_name: db,
		properties: [...properties],
	});
}

/** @throws milvus-refused for one that holds collections */
export async function dropDatabase(milvus: Milvus, db: string): Promise<void> {
	await milvus.call('DropDatabase', {db_name: db});
}

/** Undefined where DescribeDatabase is not served (before 2.4.3; not run live). */
export async function describeDatabase(
	milvus: Milvus,
	db: string,
): Promise<{name: string; id: string; properties: KeyValue[]} | undefined> {
	try {
		const answer = await milvus.call<{
			db_name: string;
			dbID: string;
			properties: KeyValue[];
		}>('DescribeDatabase', {db_name: db});
		return {
			name: answer.db_name,
			id: answer.dbID,
			properties: answer.properties,
		};
	} catch (error) {
		if (hasCode(error, 'milvus-unsupported')) {
			return undefined;
		}

		throw error;
	}
}
