import type {StorageLack} from '../model/config-mistakes.js';
import type {Warning} from '../model/job-events.js';
import {MilvaultError} from '../model/milvault-error.js';
import {precedence, type SourcedValues, type SourcedValue} from './sourced-values.js';
import {secretPaths} from './keys.js';

/** A cloud whose object storage speaks S3, with the bucket in the host's name. */
type Provider = {
	/** milvus-backup's, Milvus's and the cloud's own names. */
	names: readonly string[];
	/** Where no endpoint is named. */
	endpoint: (region: string) => string;
	/** The region in an endpoint of it. */
	region?: RegExp;
	/** Where no region is named. */
	defaultRegion?: string;
};

const providers: Readonly<Record<string, Provider>> = {
	aliyun: {
		names: ['ali', 'aliyun', 'alibaba', 'alicloud', 'oss'],
		endpoint: region => `oss-${region}.aliyuncs.com`,
		region: /\boss-([a-z]+(?:-[a-z\d]+)+?)(?:-internal)?\.aliyuncs\.com/,
	},
	tencent: {
		names: ['tc', 'tencent', 'cos'],
		endpoint: region => `cos.${region}.myqcloud.com`,
		region: /\bcos\.([a-z\d-]+)\.myqcloud\.com/,
	},
	hwc: {
		names: ['hwc', 'huawei', 'obs'],
		endpoint: region => `obs.${region}.myhuaweicloud.com`,
		region: /\bobs\.([a-z\d-]+)\.myhuaweicloud\.com/,
	},
	gcp: {
		names: ['gcp', 'gcs'],
		endpoint: () => 'storage.googleapis.com',
		defaultRegion: 'auto',
	},
};

const lacks: Readonly<Record<string, StorageLack>> = {
	azure: 'azure',
	azblob: 'azure',
	gcpnative: 'gcp-native',
	opendal: 'opendal',
};

/** The cloud that a name, in lower case, means; undefined for all that needs no such care. */
export function providerOf(name: string): string | undefined {
	return Object.entries(providers).find(([, {names}]) => names.includes(name))?.[0];
}

/** What of a storage's name, in lower case, milvault cannot do. */
export function lackOf(name: string): StorageLack | undefined {
	return Object.hasOwn(lacks, name) ? lacks[name] : undefined;
}

export function lacking(
	{key, origin, text}: SourcedValue,
	lack: StorageLack,
): MilvaultError<'config-lacking'> {
	return new MilvaultError('config-lacking', {
		key,
		origin: withoutKey(origin, key),
		value: text,
		lack,
	});
}

/**
 * Says of a storage that is a cloud's what it means in S3: an endpoint, a region, and the bucket in
 * the host's name. Keys of the machine are Amazon's alone.
 *
 * @param section dotted path of the storage, whose `type` may be a cloud's name
 * @throws config-lacking for a cloud's role without keys beside it
 */
export function settleProvider(entries: SourcedValues, section: string, warnings: Warning[]): void {
	const type = entries.get(`${section}.type`);
	const provider = type && providers[type.text];
	if (!type || !provider) {
		return;
	}

	const put = (key: string, text: string): void => {
		if (!entries.has(`${section}.${key}`)) {
			const {origin, directory} = type;
			entries.set(`${section}.${key}`, {
				text,
				origin,
				key: type.key,
				directory,
				rank: precedence.file,
			});
		}
	};

	entries.set(`${section}.type`, {...type, text: 'minio'});
	put('pathStyle', 'false');
	const region = entries.get(`${section}.region`)?.text;
	if (region !== undefined || provider.defaultRegion !== undefined) {
		put('endpoint', `https://${provider.endpoint(region ?? '')}`);
	}

	const endpoint = entries.get(`${section}.endpoint`)?.text ?? '';
	const found = provider.region?.exec(endpoint)?.[1] ?? provider.defaultRegion;
	if (found !== undefined) {
		put('region', found);
	}

	settleRole(entries, section, {provider: type.text, warnings});
}

function settleRole(
	entries: SourcedValues,
	section: string,
	{provider, warnings}: {provider: string; warnings: Warning[]},
): void {
	const auth = entries.get(`${section}.auth`);
	if (auth?.text !== 'default') {
		return;
	}

	const isGiven = (key: string): boolean =>
		secretPaths(`${section}.${key}`).some(path => {
			const text = entries.get(path)?.text;
			// Milvus's own file has these beside every role.
			return text !== undefined && text !== '' && text !== 'minioadmin';
		});
	if (!isGiven('accessKeyId') || !isGiven('secretAccessKey')) {
		throw lacking({...auth, text: provider}, 'cloud-role');
	}

	entries.set(`${section}.auth`, {...auth, text: 'static'});
	warnings.push({
		code: 'role-not-used',
		details: {
			key: auth.key,
			origin: withoutKey(auth.origin, auth.key),
			provider,
		},
	});
}

/** Where the message names the key anyway. */
function withoutKey(origin: string, key: string): string {
	return origin.replace(` (${key})`, '');
}
