import type {Session} from '../../engine/session.js';
import type {BackupRequest, BackupStrategy} from '../../model/plans.js';
import {RequestError} from '../problem.js';
import {filterOf} from './filters.js';
import {assertOurPlace, rejectUnsupported} from './reject-unsupported.js';
import type {CreateRequest} from './requests.js';

const strategies: Readonly<Record<string, BackupStrategy>> = {
	'': 'auto',
	auto: 'auto',
	bulk_flush: 'flush',
	serial_flush: 'flush',
	flush: 'flush',
	skip_flush: 'skip_flush',
	meta_only: 'meta_only',
};

/** Those that milvus-backup names. */
const namedStrategies = ['auto', 'bulk_flush', 'serial_flush', 'skip_flush', 'meta_only'];

/**
 * What a create of milvus-backup means for us.
 *
 * @throws RequestError 400
 */
export async function toBackupRequest(
	request: CreateRequest,
	session: Session,
): Promise<BackupRequest> {
	const {backup_name: name, strategy} = request;
	if (!name) {
		throw new RequestError(400, 'bad-request', texts => texts.missingName);
	}

	if (request.with_index_extra) {
		rejectUnsupported('with_index_extra', refusals => refusals.indexExtra);
	}

	if (request.format && !['auto', 'binlog'].includes(request.format)) {
		rejectUnsupported('format', refusals => refusals.format);
	}

	assertOurPlace(await session.repositoryPlace(), {
		path: request.backup_root_path,
		pathKey: 'backup_root_path',
	});
	assertGcPause(request, session);
	const chosen = strategies[strategy ?? ''];
	if (chosen === undefined) {
		throw new RequestError(400, 'bad-request', texts =>
			texts.unknownStrategy(strategy ?? '', namedStrategies),
		);
	}

	return {
		name,
		filter: filterOf(request),
		strategy:
			!strategy && request.force
				? 'skip_flush'
				: !strategy && request.meta_only
					? 'meta_only'
					: chosen,
		withRbac: request.rbac ?? false,
	};
}

function assertGcPause(
	{gc_pause_enable: isWanted, gc_pause_address: address}: CreateRequest,
	{cluster}: Session,
): void {
	const ours = cluster.milvus.managementUrl;
	if (address && address !== ours) {
		rejectUnsupported('gc_pause_address', refusals => refusals.otherManagement(ours));
	}

	if (isWanted && !ours) {
		rejectUnsupported('gc_pause_enable', refusals => refusals.noManagement);
	}
}
