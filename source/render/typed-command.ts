import {shellWord} from '../utils/shell-word.js';

/** How the same places are chosen again. */
export type PlaceFlags = {
	config?: string;
	cluster?: string;
	repository?: string;
	address?: string;
	/** `--set`, by key, without secrets. */
	set?: Readonly<Record<string, string>>;
};

/**
 * A command to type next, with the same cluster, repository and configuration as this one, safe to
 * paste into a shell.
 */
export function typedCommand(
	args: readonly string[],
	{config, cluster, repository, address, set = {}}: PlaceFlags,
): string {
	const flags = [
		['--config', config],
		['--cluster', cluster],
		['--repository', repository],
		['--address', address],
		...Object.entries(set).map(pair => ['--set', pair.join('=')]),
	].flatMap(([flag, value]) => (flag && value ? [flag, value] : []));
	return ['milvault', ...args, ...flags].map(shellWord).join(' ');
}
