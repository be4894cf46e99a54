import {access, constants, stat} from 'node:fs/promises';
import {MilvaultError} from '../model/milvault-error.js';
import {findConfigFile} from './find-config-file.js';
import {loadSettings, type LoadOptions} from './load-settings.js';
import type {Settings} from './settings.js';

export type CheckedConfiguration = {
	/** As shown; undefined: there is none. */
	file: string | undefined;
	/** Undefined when mistakes left nothing to continue with. */
	settings: Settings | undefined;
	problems: readonly MilvaultError[];
	/** The file holds secrets and others may read it. */
	isReadableByOthers: boolean;
};

/**
 * Checks the whole configuration and reports every mistake, not only the first. Runs no command.
 */
export async function checkConfiguration(options: LoadOptions): Promise<CheckedConfiguration> {
	const problems: MilvaultError[] = [];
	let settings: Settings | undefined;
	let file: Awaited<ReturnType<typeof findConfigFile>>;
	try {
		const cwd = options.cwd ?? process.cwd();
		file = await findConfigFile({...options, cwd});
		settings = await loadSettings({...options, secretsFor: [], problems});
	} catch (error) {
		if (!(error instanceof MilvaultError)) {
			throw error;
		}

		problems.push(error);
	}

	problems.push(...(await unreadableSecrets(settings, options)));
	return {
		file: file?.shown,
		settings,
		problems: withoutConsequences(problems),
		isReadableByOthers:
			file !== undefined && holdsSecrets(settings) && ((await stat(file.path)).mode & 0o077) !== 0,
	};
}

async function unreadableSecrets(
	settings: Settings | undefined,
	{environment}: LoadOptions,
): Promise<MilvaultError[]> {
	const found: MilvaultError[] = [];
	const pending = Object.entries(settings?.pendingSecrets ?? {});
	for (const [key, reference] of pending) {
		const {origin} = reference;
		const fail = (reason: string): void => {
			found.push(new MilvaultError('config-secret-unreadable', {key, origin, reason}));
		};

		if (reference.kind === 'file') {
			await access(reference.path, constants.R_OK).catch(({code}: NodeJS.ErrnoException) => {
				fail(`${code ?? 'error'}: ${reference.path}`);
			});
		} else if (reference.kind === 'environment' && !environment[reference.name]) {
			fail(`${reference.name} = ""`);
		}
	}

	return found;
}

/** A value that could not be read is missing too: the mistake is reported once. */
function withoutConsequences(problems: readonly MilvaultError[]): MilvaultError[] {
	const keyOf = ({details}: MilvaultError): string | undefined =>
		'key' in details ? String(details.key) : undefined;
	const wrong = new Set(
		problems.filter(({code}) => code !== 'config-missing-value').map(problem => keyOf(problem)),
	);
	const seen = new Set<string>();
	return problems.filter(problem => {
		const text = problem.message;
		const isConsequence = problem.code === 'config-missing-value' && wrong.has(keyOf(problem));
		const isNew = !seen.has(text);
		seen.add(text);
		return isNew && !isConsequence;
	});
}

/** As values; references to files, commands and variables are no secrets. */
function holdsSecrets(settings: Settings | undefined): boolean {
	const storages = [
		...Object.values(settings?.clusters ?? {}).map(({storage}) => storage),
		...Object.values(settings?.repositories ?? {}).map(({storage}) => storage),
	];
	const secrets = [
		...Object.values(settings?.clusters ?? {}).flatMap(({milvus}) => [
			milvus.password,
			milvus.token,
		]),
		...storages.flatMap(storage =>
			storage.type === 's3' ? [storage.secretAccessKey, storage.sessionToken] : [],
		),
	];
	return secrets.some(secret => secret?.origin.startsWith('file '));
}
