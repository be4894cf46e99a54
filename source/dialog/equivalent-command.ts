import {typedCommand, type PlaceFlags} from '../render/typed-command.js';
import type {BackupRequest, RestoreRequest} from '../model/plans.js';
import {namePattern} from './name-pattern.js';

/** The same backup as a command, under a name that is free tomorrow too. */
export function createCommand({name, filter}: BackupRequest, flags: PlaceFlags): string {
	return typedCommand(
		[
			'create',
			...(name === undefined ? [] : ['--name', namePattern(name)]),
			...(filter === undefined ? [] : ['--filter', filter]),
		],
		flags,
	);
}

/** The same restore as a command: with `--no-input` it makes the same plan. */
export function restoreCommand(
	request: RestoreRequest,
	replaced: readonly string[],
	flags: PlaceFlags,
): string {
	const {name, filter, suffix, renames = [], resolutions = {}} = request;
	const conflicts = Object.entries(resolutions).map(([source, how]) => `${source}:${how}`);
	return typedCommand(
		[
			'restore',
			'--name',
			name,
			...(filter === undefined ? [] : ['--filter', filter]),
			...(suffix === undefined ? [] : ['--suffix', suffix]),
			...renames.flatMap(rename => ['--rename', rename]),
			...(request.onConflict === 'fail' ? [] : ['--on-conflict', request.onConflict]),
			...conflicts.flatMap(conflict => ['--on-conflict', conflict]),
			...(request.withoutTtl ? ['--without-ttl'] : []),
			...replaced.flatMap(target => ['--confirm', target]),
		],
		flags,
	);
}
