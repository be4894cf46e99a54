import type {KeyValue} from '../model/collection.js';
import {hasCode} from '../model/milvault-error.js';
import type {Milvus} from './milvus.js';

/** Names of all databases; `default` alone on servers that have none (before 2.2.9). */
export async function listDatabases(milvus: Milvus): Promise<string[]> {
	return (await showDatabases(milvus)).map(({name}) => name);
}

/**
 * The same, by name, with the time of creation where the server has it (2.3 and newer): nanoseconds
 * since 1970, kept over restarts.
 */
export async function showDatabases(
	milvus: Milvus,
): Promise<Array<{name: string; createdNs?: string}>> {
	try {
		const {db_names: names, created_timestamp: times = []} = await milvus.call<{
			db_names: string[];
			created_timestamp?: string[];
		}>('ListDatabases', {});
		return names
			.map((name, index) => {
				const createdNs = times[index] ?? '0';
				return {name, ...(createdNs !== '0' && {createdNs})};
			})
			.toSorted((a, b) => (a.name < b.name ? -1 : 1));
	} catch (error) {
		if (hasCode(error, 'milvus-unsupported')) {
			return [{name: 'default'}];
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
