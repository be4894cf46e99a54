import {
	noticeJobs,
	noticeTriggers,
	receiverTypes,
	type NoticeJob,
	type NoticeTrigger,
	type ReceiverType,
} from '../model/notify.js';
import {MilvaultError} from '../model/milvault-error.js';
import {nearestNames} from '../utils/nearest-names.js';
import {secretPaths} from './keys.js';
import {
	hasSecret,
	noteOrigin,
	readSecretValue,
	readValue,
	sectionOf,
	type Build,
} from './section.js';
import {readChoice} from './read-values.js';
import type {ReceiverSettings} from './settings.js';
import {badValue, type SourcedValue} from './sourced-values.js';

const defaultTriggers: readonly NoticeTrigger[] = ['failure', 'partial', 'recovery'];

/**
 * One receiver of `notify`.
 *
 * @throws config-bad-value, config-missing-value
 */
export function buildReceiver(name: string, build: Build): ReceiverSettings {
	const section = sectionOf(build, `notify.${name}`);
	const type = readValue(section, 'type', entry => readChoice(entry, receiverTypes)) ?? 'webhook';
	const target = type === 'command' ? 'command' : 'url';
	const needed = target === 'url' ? secretPaths('url') : ['command'];
	if (!hasSecret(section, target)) {
		throw new MilvaultError('config-missing-value', {
			key: `${section.path}.${target}`,
			ways: needed.map(key => `${section.path}.${key}`).join(', '),
		});
	}

	for (const [key, allowedFor] of ownersOfKeys) {
		const entry =
			section.find(key) ??
			secretPaths(key)
				.map(form => section.find(form))
				.find(Boolean);
		if (entry && !allowedFor.includes(type)) {
			throw badValue({...entry, text: type, key: `${section.path}.type`}, allowedFor.join(', '));
		}
	}

	const secrets = Object.fromEntries(
		(['url', 'command', 'token', 'secret'] as const).flatMap(key => {
			const secret = readSecretValue(section, key);
			return secret ? [[key, secret]] : [];
		}),
	) as Pick<ReceiverSettings, 'url' | 'command' | 'token' | 'secret'>;
	const url = section.find('url');
	if (secrets.url && url && !isNoticeUrl(secrets.url.value)) {
		throw badValue(url, noticeUrls, {path: `${section.path}.url`});
	}

	const on = readValue(section, 'on', entry => readWords(entry, noticeTriggers));
	const jobs = readValue(section, 'jobs', entry => readWords(entry, noticeJobs));
	for (const key of ['type', 'on', 'jobs']) {
		noteOrigin(section, key, section.find(key)?.origin);
	}

	// A check of a nightly backup must not turn well because of a restore.
	const defaultJobs: readonly NoticeJob[] = type === 'healthchecks' ? ['backup'] : noticeJobs;
	return {
		name,
		type,
		on: on ?? (type === 'healthchecks' ? ['always'] : defaultTriggers),
		jobs: jobs ?? defaultJobs,
		...secrets,
	};
}

export const noticeUrls = 'http://host/path, https://host/path';

export function isNoticeUrl(text: string): boolean {
	const url = URL.parse(text);
	return url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '';
}

/** Which types a key means something for. */
const ownersOfKeys: ReadonlyArray<readonly [key: string, types: readonly ReceiverType[]]> = [
	['url', receiverTypes.filter(type => type !== 'command')],
	['command', ['command']],
	['token', ['webhook']],
	['secret', ['webhook', 'feishu', 'dingtalk']],
];

/** Comma separated. */
function readWords<Word extends string>(entry: SourcedValue, words: readonly Word[]): Word[] {
	const given = entry.text
		.split(',')
		.map(word => word.trim().toLowerCase())
		.filter(word => word !== '');
	return given.map(word => {
		const known = words.find(each => each === word);
		if (known === undefined) {
			const [near] = nearestNames(word, words, 1);
			throw badValue(entry, [...new Set([...(near ? [near] : []), ...words])].join(', '));
		}

		return known;
	});
}
