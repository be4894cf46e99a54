import type {MilvusClient} from '@zilliz/milvus2-sdk-node';
import {openSdk, type TestServer} from './rows.js';

/**
 * Milvus's own SDK, for servers that go by the connection's database where they should by the
 * request's: 2.2.9 and 2.2.12 look for what is loaded, queried and searched in the one of the
 * connection (measured). Each request goes over a connection of its database's own.
 */
export async function openSdkByDatabase(server: TestServer): Promise<MilvusClient> {
	const first = await openSdk(server);
	const others = new Map<string, Promise<MilvusClient>>();
	const ofDatabase = async (db: string): Promise<MilvusClient> => {
		const opened =
			others.get(db) ??
			openSdk(server).then(async client => {
				await client.useDatabase({db_name: db});
				return client;
			});
		others.set(db, opened);
		return opened;
	};

	return new Proxy(first, {
		get(target, name) {
			const member: unknown = Reflect.get(target, name);
			if (typeof member !== 'function') {
				return member;
			}

			return async (request?: {db_name?: string}, ...rest: unknown[]) => {
				if (name === 'closeConnection') {
					for (const client of await Promise.all(others.values())) {
						await client.closeConnection();
					}
				}

				const db = request?.db_name;
				const client =
					db === undefined || String(name).includes('Database') ? target : await ofDatabase(db);
				return (Reflect.get(client, name) as (...all: unknown[]) => unknown).call(
					client,
					...(request === undefined ? [] : [request]),
					...rest,
				);
			};
		},
	});
}
