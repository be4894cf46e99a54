import {MilvaultError} from '../../model/milvault-error.js';
import type {Settings} from '../../settings/settings.js';

/**
 * Refuses a name that the configuration file has already, before anybody is asked for a password in
 * vain.
 *
 * @throws config-name-taken
 */
export function refuseTakenName(
	settings: Settings | undefined,
	{kind, name, file}: {kind: 'cluster' | 'repository'; name: string; file: string},
): void {
	const section = kind === 'cluster' ? 'clusters' : 'repositories';
	const isTaken = Object.entries(settings?.origins ?? {}).some(
		([path, origin]) => path.startsWith(`${section}.${name}.`) && origin.startsWith('file '),
	);
	if (isTaken) {
		throw new MilvaultError('config-name-taken', {kind, name, file});
	}
}
