/** What sets a collection's time to live again, in pymilvus (MilvusClient). */
export function setTtl(collection: string, seconds: number): string {
	const [db = '', ...rest] = collection.split('.');
	const name = JSON.stringify(rest.join('.'));
	return `${db === 'default' ? 'client' : `MilvusClient(…, db_name=${JSON.stringify(db)})`}.alter_collection_properties(${name}, {"collection.ttl.seconds": ${seconds}})`;
}
