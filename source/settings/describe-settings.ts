import type {Secret, Settings} from './settings.js';

/**
 * One value for people: its dotted path, its text with secrets as `******`, and where it came from.
 */
export type DescribedSetting = {key: string; value: string; origin: string};

const mask = '******';

/**
 * Every value in use, in the order of the configuration file, secrets masked. A secret that has not
 * been fetched is masked too; its origin says what would be asked.
 */
export function describeSettings(settings: Settings): DescribedSetting[] {
	const {origins, pendingSecrets = {}} = settings;
	const rows: DescribedSetting[] = [];
	const add = (key: string, value: string): void => {
		rows.push({key, value, origin: origins[key] ?? 'default'});
	};

	const walk = (path: string, value: unknown): void => {
		if (isSecret(value)) {
			add(path, mask);
		} else if (Array.isArray(value)) {
			add(path, value.join(',') || 'none');
		} else if (typeof value === 'object' && value !== null) {
			for (const [key, child] of Object.entries(value)) {
				walk(`${path}.${writtenNames.get(key) ?? key}`, child);
			}
		} else if (value !== undefined) {
			add(path, String(value as string | number | boolean));
		}
	};

	if (settings.defaultCluster !== '') {
		add('defaultCluster', settings.defaultCluster);
	}

	if (settings.defaultRepository !== '') {
		add('defaultRepository', settings.defaultRepository);
	}

	add('language', settings.language);
	for (const {name, milvus, storage} of Object.values(settings.clusters)) {
		walk(`clusters.${name}.milvus`, milvus);
		walk(`clusters.${name}.storage`, storage);
	}

	for (const {name, storage, retention} of Object.values(settings.repositories)) {
		walk(`repositories.${name}`, storage);
		walk(`repositories.${name}.retention`, retention);
	}

	walk('limits', settings.limits);
	walk('server', settings.server);
	walk('queue', settings.queue);
	for (const {name, ...receiver} of Object.values(settings.notify ?? {})) {
		walk(`notify.${name}`, receiver);
	}

	const known = new Set(rows.map(({key}) => key));
	for (const [key, {kind, origin}] of Object.entries(pendingSecrets)) {
		if (!known.has(key)) {
			rows.push({key, value: mask, origin: `${origin} (${kind})`});
		}
	}

	return rows;
}

/** Names in settings that are spelled otherwise in the file. */
const writtenNames = new Map([
	['usePathStyle', 'pathStyle'],
	['multipartCopyThresholdBytes', 'multipartCopyThreshold'],
]);

function isSecret(value: unknown): value is Secret {
	return typeof value === 'object' && value !== null && 'value' in value && 'origin' in value;
}

/**
 * Replaces every secret that the settings hold by `******` in a text, such as a log line or a
 * foreign error. Access key ids stay: they name a key, as errors about it do.
 */
export function maskSecrets(text: string, settings: Settings): string {
	const secrets = new Set<string>();
	const storages = [
		...Object.values(settings.clusters).map(({storage}) => storage),
		...Object.values(settings.repositories).map(({storage}) => storage),
	];
	for (const {milvus} of Object.values(settings.clusters)) {
		secrets.add(milvus.password?.value ?? '').add(milvus.token?.value ?? '');
	}

	for (const storage of storages) {
		if (storage.type === 's3') {
			secrets.add(storage.secretAccessKey?.value ?? '').add(storage.sessionToken?.value ?? '');
		}
	}

	// Commands are not: one as short as `date` would be taken out of every line.
	for (const {url, token, secret} of Object.values(settings.notify ?? {})) {
		for (const given of [url, token, secret]) {
			secrets.add(given?.value ?? '');
		}
	}

	if (settings.queue) {
		secrets.add(settings.queue.value).add(passwordOf(settings.queue.value));
	}

	secrets.delete('');
	// The longest first: one secret may be a part of another.
	return [...secrets]
		.flatMap(secret => [secret, encodeURIComponent(secret)])
		.toSorted((a, b) => b.length - a.length)
		.reduce((masked, secret) => masked.replaceAll(secret, mask), text);
}

/** As it was written, which may be encoded. */
function passwordOf(url: string): string {
	return URL.parse(url)?.password ?? '';
}
