import type {ConnectionDraft} from '../effects.js';
import type {Choice} from '../step.js';
import type {Script} from '../script.js';
import {required} from './required.js';

type Storage = ConnectionDraft['storage'];

/** Where Milvus keeps its data, as far as a person knows it. */
export function askStorage(script: Script, address: string): Storage {
	const {messages, answers} = script;
	const texts = messages.dialog.connect;
	const isNeeded = required(texts.required);
	const type = script.select('storageType', {
		question: texts.storage,
		help: texts.storageHelp,
		choices: [
			{value: 's3', label: texts.minio, detail: texts.minioDetail},
			{value: 'aws', label: texts.aws},
			{value: 'local', label: texts.local, detail: texts.localDetail},
		],
		preselected: answers.storageType ?? 's3',
	});
	if (type === 'local') {
		const path = script.input('path', {
			question: texts.path,
			help: texts.pathHelp,
			initial: answers.path ?? '',
			check: text =>
				text.startsWith('/') || text.startsWith('~') ? undefined : {problem: texts.badPath},
		});
		return {type: 'local', path};
	}

	const host = address.replace(/:\d+$/, '');
	const server: Storage =
		type === 's3'
			? {
					type: 'minio',
					endpoint: script.input('endpoint', {
						question: texts.endpoint,
						help: texts.endpointHelp,
						initial: answers.endpoint ?? `http://${host}:9000`,
						isNarrow: true,
						check: text =>
							/^https?:\/\/[^\s/]+\/?$/.test(text) ? undefined : {problem: texts.badEndpoint},
					}),
				}
			: {
					type: 's3',
					region: script.input('region', {
						question: texts.region,
						help: texts.endpointHelp,
						initial: answers.region ?? 'us-east-1',
						isNarrow: true,
						check: isNeeded,
					}),
				};
	const keyId = script.input('keyId', {
		question: type === 'aws' ? texts.awsKeyId : texts.keyId(String(server.endpoint)),
		help: texts.keyHelp,
		isNarrow: true,
		check: type === 'aws' ? () => undefined : isNeeded,
	});
	if (keyId === '') {
		return {...server, auth: 'default'};
	}

	const secretKey = script.input('secretKey', {
		question: messages.commands.places.askSecretAccessKey(keyId),
		help: messages.dialog.secrets.help,
		isSecret: true,
		check: isNeeded,
	});
	return {...server, accessKeyId: keyId, secretAccessKey: secretKey};
}

/** Finds bucket and root path by this Milvus's collections; asks only where that fails. */
export function findData(
	script: Script,
	draft: Omit<ConnectionDraft, 'repository' | 'name'>,
): Storage {
	const {storage} = draft;
	if (storage.type === 'local') {
		return storage;
	}

	const {messages, answers} = script;
	const texts = messages.dialog.connect;
	const {places} = script.load('findData', {draft});
	const [only] = places;
	if (only && places.length === 1) {
		return {...storage, ...only};
	}

	const label = ({bucket, rootPath}: {bucket: string; rootPath: string}) =>
		[bucket, rootPath].filter(Boolean).join('/');
	const choices: Choice[] = places.map(one => ({
		value: label(one),
		label: label(one),
	}));
	const chosen =
		places.length > 1
			? script.select('dataPlace', {
					question: texts.severalPlaces,
					help: texts.bucketHelp,
					choices: [...choices, {value: '', label: texts.otherBucket}],
				})
			: '';
	const dataPlace = places.find(one => label(one) === chosen);
	if (dataPlace) {
		return {...storage, ...dataPlace};
	}

	const bucket = script.input('bucket', {
		body: [{text: texts.nothingTells}, {text: ''}],
		question: texts.bucket,
		help: texts.bucketHelp,
		initial: answers.bucket ?? 'a-bucket',
		isNarrow: true,
		check: required(texts.required),
	});
	const rootPath = script.input('rootPath', {
		question: texts.rootPath,
		help: texts.bucketHelp,
		initial: answers.rootPath ?? 'files',
	});
	return {...storage, bucket, rootPath};
}

/** Where backups go: beside the data, or somewhere of their own. */
export function askRepository(script: Script, storage: Storage): ConnectionDraft['repository'] {
	const {messages, answers} = script;
	const texts = messages.dialog.connect;
	const isLocal = storage.type === 'local';
	const kind = script.select('repositoryKind', {
		body: isLocal
			? []
			: [
					{
						text: texts.foundData([storage.bucket, storage.rootPath].filter(Boolean).join('/')),
						tone: 'good',
					},
					{text: ''},
				],
		question: texts.repository,
		help: texts.repositoryHelp,
		choices: [
			...(isLocal
				? []
				: [
						{
							value: 'beside',
							label: texts.beside(String(storage.bucket)),
							detail: texts.besideDetail,
						},
						{value: 'bucket', label: texts.ownBucket},
					]),
			{value: 'directory', label: texts.directory},
		],
		preselected: isLocal ? 'directory' : (answers.repositoryKind ?? 'beside'),
	});
	if (kind === 'directory') {
		const path = script.input('repositoryPath', {
			question: texts.repositoryPath,
			help: texts.repositoryHelp,
			initial: answers.repositoryPath ?? '~/milvus-backups',
			check: text =>
				text.startsWith('/') || text.startsWith('~') ? undefined : {problem: texts.badPath},
		});
		return {type: 'local', path};
	}

	return kind === 'bucket'
		? {
				bucket: script.input('repositoryBucket', {
					question: texts.repositoryBucket,
					help: texts.repositoryHelp,
					initial: answers.repositoryBucket ?? 'backups',
					isNarrow: true,
					check: required(texts.required),
				}),
			}
		: {};
}
