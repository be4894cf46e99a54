import type {Milvus} from '../../milvus/milvus.js';
import {restoreRbac} from '../../milvus/rbac.js';
import type {RestorePlan} from '../../model/plans.js';
import type {RestoredRbac} from '../../model/restored-rbac.js';
import type {OpenedBackup} from '../repository/read-backup.js';
import type {RunContext} from '../run/run-context.js';

/** Users, roles, grants and privilege groups; what the server refuses is reported by name. */
export async function restoreUsers(
	{request}: RestorePlan,
	{info}: OpenedBackup,
	milvus: Milvus,
	{warn}: RunContext,
): Promise<RestoredRbac | undefined> {
	if (!request.withRbac || !info.rbac_meta) {
		return undefined;
	}

	const restored = await restoreRbac(milvus, info.rbac_meta);
	if (restored.refused.length > 0) {
		warn({code: 'grants-refused', details: {grants: restored.refused}});
	}

	return restored;
}
