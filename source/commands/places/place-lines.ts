import {formatTable} from '../../text/format-table.js';
import type {PublicStorage} from './public-storage.js';
import {tableWidth, type LineOptions} from '../../render/line-options.js';

type Place = {
	name: string;
	isDefault: boolean;
	storage: PublicStorage;
	origin: string;
};

export function clusterListLines(
	clusters: ReadonlyArray<Place & {address: string; username?: string}>,
	{messages, columns}: LineOptions,
): string[] {
	const {labels, places} = messages.commands;
	return clusters.length === 0
		? [places.noClusters]
		: formatTable({
				columns: [
					{heading: labels.name, canShrink: true},
					{heading: labels.inUse},
					{heading: labels.address, canShrink: true},
					{heading: labels.user, canShrink: true},
					{heading: labels.storage, canShrink: true},
					{heading: labels.origin, canShrink: true},
				],
				rows: clusters.map(cluster => [
					cluster.name,
					cluster.isDefault ? places.isDefault : '',
					cluster.address,
					cluster.username ?? '',
					placeOf(cluster.storage),
					places.origin(cluster.origin),
				]),
				width: tableWidth(columns),
			});
}

export function repositoryListLines(
	repositories: readonly Place[],
	{messages, columns}: LineOptions,
): string[] {
	const {labels, places} = messages.commands;
	return repositories.length === 0
		? [places.noRepositories]
		: formatTable({
				columns: [
					{heading: labels.name, canShrink: true},
					{heading: labels.inUse},
					{heading: labels.storage, canShrink: true},
					{heading: labels.origin, canShrink: true},
				],
				rows: repositories.map(repository => [
					repository.name,
					repository.isDefault ? places.isDefault : '',
					placeOf(repository.storage),
					places.origin(repository.origin),
				]),
				width: tableWidth(columns),
			});
}

function placeOf({place, endpoint}: PublicStorage): string {
	return endpoint === undefined ? place : `${place} (${endpoint})`;
}
