import {parseGoJson, writeGoJson} from './go-json.js';

/**
 * backup_meta.json or full_meta.json of milvus-backup with another name of the backup, the only
 * place where they say it; all else, also what this version does not know, as it is.
 *
 * @throws SyntaxError for what is not JSON
 */
export function renamedMeta(text: string, name: string): string {
	const json = parseGoJson(text);
	return writeGoJson({...(json as object), name});
}
