import type {MilvusService} from '../../../source/milvus/service.js';
import {collectionHandlers} from './collection-handlers.js';
import {dataHandlers} from './data-handlers.js';
import {Refusal, success, type Find, type Handler} from './handler.js';
import {findCollection, isAtLeast, type FakeState} from './state.js';

/**
 * The calls of MilvusService that milvault uses, as Milvus 2.4 and later answer them. What is not
 * here is UNIMPLEMENTED.
 */
export function handlersOf(
	state: FakeState,
	messages: Pick<MilvusService, 'encode' | 'decode'>,
): Record<string, Handler> {
	const find: Find = (db, name) => {
		if (!state.databases.has(db || 'default')) {
			throw missingDatabase(db);
		}

		const found = findCollection(state, db, name);
		if (!found) {
			throw new Refusal(100, 4, `collection not found[database=${db}][collection=${name}]`, {
				isInputError: true,
			});
		}

		return found;
	};

	return {
		GetVersion: () => ({
			version: state.buildTag ?? (isAtLeast(state, '2.5.0') ? state.version : `v${state.version}`),
		}),
		AllocTimestamp: () => ({timestamp: state.now()}),
		ListDatabases() {
			const all = [...state.databases];
			return {
				db_names: all.map(([name]) => name),
				created_timestamp: all.map(([, {createdNs}]) => createdNs ?? '1'),
				db_ids: isAtLeast(state, '2.5.0') ? all.map(([, {id}]) => id) : [],
			};
		},
		CreateDatabase({db_name: name, properties}) {
			state.databases.set(name, {id: state.nextId(), properties});
			return success;
		},
		DescribeDatabase({db_name: name}) {
			const found = state.databases.get(name);
			if (!found) {
				throw missingDatabase(name);
			}

			return {
				db_name: name,
				dbID: found.id,
				created_timestamp: found.createdNs ?? '1',
				properties: found.properties,
			};
		},
		...collectionHandlers(state, messages, find),
		...dataHandlers(state, find),
		...rbacHandlers(state),
	};
}

function missingDatabase(name: string): Refusal {
	return new Refusal(800, 1, `database not found[database=${name}]`);
}

function rbacHandlers(state: FakeState): Record<string, Handler> {
	if (!isAtLeast(state, '2.4.10')) {
		return {};
	}

	return {
		BackupRBAC: () => ({RBAC_meta: state.rbac}),
		RestoreRBAC({RBAC_meta: meta}) {
			const known = new Set([
				...state.rbac.users.map(({user}) => user),
				...state.rbac.roles.map(({name}) => name),
			]);
			const twice = [...meta.users.map(({user}) => user), ...meta.roles.map(({name}) => name)].find(
				name => known.has(name),
			);
			if (twice !== undefined) {
				throw new Refusal(65_535, 1, `${twice} already exists`);
			}

			// As 2.5.27 does: a privilege that it takes for a group's name refuses everything.
			const unknown = meta.grants.find(({grantor}) => grantor?.privilege?.name === '*');
			if (unknown) {
				throw new Refusal(65_535, 1, 'privilege group [*] does not exist');
			}

			state.rbac.users.push(...meta.users);
			state.rbac.roles.push(...meta.roles);
			state.rbac.grants.push(...meta.grants);
			state.rbac.privilege_groups.push(...meta.privilege_groups);
			return success;
		},
		OperatePrivilege({entity}) {
			const name = entity.grantor?.privilege?.name ?? '';
			if (state.tuning.unknownPrivileges.includes(name)) {
				throw new Refusal(
					65_535,
					1,
					`not found the privilege name[${name}] in object[${entity.object?.name}]`,
				);
			}

			state.rbac.grants.push(entity);
			return success;
		},
	};
}
