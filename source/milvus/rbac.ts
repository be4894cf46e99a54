import {hasCode} from '../model/milvault-error.js';
import type {RefusedGrant, RestoredRbac} from '../model/restored-rbac.js';
import type {Milvus} from './milvus.js';

type Named = {name: string};

/**
 * Users with the hashes of their passwords, roles, grants and privilege groups, in milvus-backup's
 * words.
 */
export type Rbac = {
	users?: Array<{user: string; password?: string; roles?: Named[]}>;
	roles?: Named[];
	grants?: Array<{
		role?: Named;
		object?: Named;
		object_name?: string;
		grantor?: {user?: Named; privilege?: Named};
		db_name?: string;
	}>;
	privilege_groups?: Array<{group_name: string; privileges?: Named[]}>;
};

/**
 * Everything of role-based access control (Milvus >= 2.4.10; not run live).
 *
 * @throws milvus-unsupported
 */
export async function backupRbac(milvus: Milvus): Promise<Rbac> {
	const {RBAC_meta: meta} = await milvus.call<{RBAC_meta: RawRbac | null}>('BackupRBAC', {});
	return {
		users: (meta?.users ?? []).map(({user, password, roles}) => ({
			user,
			password,
			roles: roles.map(named),
		})),
		roles: (meta?.roles ?? []).map(named),
		grants: (meta?.grants ?? []).map(grant => ({
			role: grant.role ? named(grant.role) : undefined,
			object: grant.object ? named(grant.object) : undefined,
			object_name: grant.object_name,
			grantor: grant.grantor
				? {
						user: grant.grantor.user ? named(grant.grantor.user) : undefined,
						privilege: grant.grantor.privilege ? named(grant.grantor.privilege) : undefined,
					}
				: undefined,
			db_name: grant.db_name,
		})),
		privilege_groups: (meta?.privilege_groups ?? []).map(group => ({
			group_name: group.group_name,
			privileges: group.privileges.map(named),
		})),
	};
}

/**
 * Adds what a backup has and the server has not: what exists already is not changed, since
 * RestoreRBAC refuses everything when one of its users, roles or groups exists.
 *
 * RestoreRBAC also refuses everything for one grant that it does not know (seen on 2.5.27: the
 * privilege `*`). Then the grants are given one by one, by the call that knows more of them.
 *
 * @throws milvus-unsupported, milvus-refused
 */
export async function restoreRbac(milvus: Milvus, wanted: Rbac): Promise<RestoredRbac> {
	const missing = missingRbac(wanted, await backupRbac(milvus));
	const restored = {
		users: missing.users.length,
		roles: missing.roles.length,
		grants: missing.grants.length,
		privilegeGroups: missing.privilege_groups.length,
		refused: [],
	};
	if (Object.values(missing).every(list => list.length === 0)) {
		return restored;
	}

	try {
		await milvus.call('RestoreRBAC', {RBAC_meta: missing});
		return restored;
	} catch (error) {
		if (!hasCode(error, 'milvus-refused') || missing.grants.length === 0) {
			throw error;
		}
	}

	// It has rolled back what it created before the refusal; perhaps not all of it.
	const left = missingRbac(wanted, await backupRbac(milvus));
	const others = {...left, grants: []};
	if (Object.values(others).some(list => list.length > 0)) {
		await milvus.call('RestoreRBAC', {RBAC_meta: others});
	}

	const refused = await giveGrants(milvus, left.grants);
	return {...restored, grants: missing.grants.length - refused.length, refused};
}

type Grant = NonNullable<Rbac['grants']>[number];

/** milvuspb.OperatePrivilegeType */
const grantType = 0;

async function giveGrants(milvus: Milvus, grants: readonly Grant[]): Promise<RefusedGrant[]> {
	const refused: RefusedGrant[] = [];
	for (const entity of grants) {
		try {
			await milvus.call('OperatePrivilege', {entity, type: grantType});
		} catch (error) {
			if (!hasCode(error, 'milvus-refused')) {
				throw error;
			}

			refused.push({grant: grantName(entity), reason: error.details.reason});
		}
	}

	return refused;
}

/** For people: `reader: Search on Collection sales.orders` */
function grantName({
	role,
	object,
	object_name: name = '*',
	grantor,
	db_name: db = '',
}: Grant): string {
	const on = db === '' ? name : `${db}.${name}`;
	return `${role?.name ?? ''}: ${grantor?.privilege?.name ?? ''} on ${object?.name ?? ''} ${on}`;
}

type RawRbac = {
	users: Array<{user: string; password: string; roles: Named[]}>;
	roles: Named[];
	grants: Array<{
		role: Named | null;
		object: Named | null;
		object_name: string;
		grantor: {user: Named | null; privilege: Named | null} | null;
		db_name: string;
	}>;
	privilege_groups: Array<{group_name: string; privileges: Named[]}>;
};

function missingRbac(wanted: Rbac, there: Rbac): Required<Rbac> {
	const without = <Item>(
		items: readonly Item[] | undefined,
		present: readonly Item[] | undefined,
		identity: (item: Item) => string,
	): Item[] => {
		const known = new Set(present?.map(identity));
		return (items ?? []).filter(item => !known.has(identity(item)));
	};

	return {
		users: without(wanted.users, there.users, ({user}) => user),
		roles: without(wanted.roles, there.roles, ({name}) => name),
		grants: without(wanted.grants, there.grants, grant =>
			JSON.stringify([
				grant.role?.name,
				grant.object?.name,
				grant.object_name,
				grant.grantor?.privilege?.name,
				grant.db_name,
			]),
		),
		privilege_groups: without(
			wanted.privilege_groups,
			there.privilege_groups,
			group => group.group_name,
		),
	};
}

/** Only the name: milvus-backup's metadata has no place for more. */
function named({name}: Named): Named {
	return {name};
}
