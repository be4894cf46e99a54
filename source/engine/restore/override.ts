import type {CollectionKey} from '../../model/job-events.js';
import {MilvaultError} from '../../model/milvault-error.js';
import type {CollectionOverride, PlannedRestore, RestoreRequest} from '../../model/plans.js';
import {nearestNames} from '../../utils/nearest-names.js';
import type {BackupCollection} from '../repository/collection-view.js';

/**
 * Values of single collections that replace those of the backup, by their names in the backup.
 *
 * @throws override-no-match, with near names; one-collection-needed for `*` where several are
 *   chosen
 */
export function overridesOf(
	{overrides = {}}: Pick<RestoreRequest, 'overrides'>,
	chosen: readonly BackupCollection[],
): Map<CollectionKey, CollectionOverride> {
	const names = chosen.map(({collection}) => collection);
	return new Map(
		Object.entries(overrides).map(([key, override]) => {
			const [only] = names;
			if (key === '*') {
				if (only === undefined || names.length > 1) {
					throw new MilvaultError('one-collection-needed', {
						options: Object.keys(override).map(name => `--${name}`),
						count: names.length,
					});
				}

				return [only, override];
			}

			if (!names.includes(key)) {
				throw new MilvaultError('override-no-match', {
					collection: key,
					near: nearestNames(key, names),
				});
			}

			return [key, override];
		}),
	);
}

/** @throws flags-exclude: an existing collection that gets rows is not changed */
export function assertOverridable(
	{action}: Pick<PlannedRestore, 'action'>,
	override: CollectionOverride | undefined,
): void {
	const [first] = Object.keys(override ?? {});
	if (action === 'append' && first !== undefined) {
		throw new MilvaultError('flags-exclude', {
			first: `--${first}`,
			second: '--on-conflict append',
		});
	}
}

/** The collection with the requested values: the result is compared with it. */
export function overridden(
	view: BackupCollection,
	{shards, description}: CollectionOverride = {},
): BackupCollection {
	const {info} = view;
	return {
		...view,
		...(description !== undefined && {description}),
		info: {
			...info,
			...(shards !== undefined && {shards_num: shards}),
			...(description !== undefined && {
				schema: {...info.schema, description},
			}),
		},
	};
}
