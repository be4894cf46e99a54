import {resolve} from 'node:path';
import type {Session} from '../engine/session.js';
import type {JobRecord} from '../model/jobs.js';
import {shownValues} from '../settings/set-layer.js';
import {everything, reading, repositoryOnly, type SecretNeed} from '../settings/resolve-secrets.js';

/** How a session's places were chosen, so that a later run finds the same. */
export function jobTarget(
	{cluster, repository, target, settings}: Session,
	{address, set}: {address?: string; set?: readonly string[]},
): JobRecord['choice'] {
	const values = shownValues(set, process.cwd());
	return {
		cluster: cluster.name,
		repository: repository.name,
		...(target && {target: target.name}),
		...(settings.file !== undefined && {config: resolve(settings.file)}),
		...(address !== undefined && {address}),
		...(values && {set: values}),
	};
}

/**
 * The flags of a run with the places that a job was started with. A file, an address or a value of
 * the current command has priority over the job's own: each may have moved.
 */
export function atTarget<
	Flags extends {config?: string; address?: string; set?: readonly string[]},
>(
	flags: Flags,
	{cluster, repository, target, config, address, set = {}}: JobRecord['choice'],
): Flags & {cluster: string; repository: string; target?: string} {
	const pairs = Object.entries(set).map(pair => pair.join('='));
	return {
		...flags,
		cluster,
		repository,
		...(target !== undefined && {target}),
		config: flags.config ?? config,
		address: flags.address ?? address,
		set: [...pairs, ...(flags.set ?? [])],
	};
}

/** The others never talk to Milvus. */
export function secretsOf({kind}: Pick<JobRecord, 'kind'>): readonly SecretNeed[] {
	if (kind === 'backup' || kind === 'restore') {
		return everything;
	}

	return kind === 'verify' ? reading : repositoryOnly;
}
