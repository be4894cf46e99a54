import {fragment} from '../model/fragments.js';
import type {Warning} from '../model/job-events.js';
import {toMilvaultError} from '../model/milvault-error.js';
import type {JobNotice} from '../model/notify.js';
import {isNoticeUrl} from '../settings/build-notify.js';
import type {Environment} from '../settings/environment.js';
import {readSecret} from '../settings/read-secret.js';
import type {ReceiverSettings, Settings} from '../settings/settings.js';
import {lastEnds} from './last-ends.js';
import {NotTaken, post} from './post.js';
import {runCommand} from './run-command.js';
import {toNotice, type JobEnd, type NoticeSubject} from './to-notice.js';
import {toRequest, toStartRequest} from './to-request.js';

/** All receivers together delay a job by so much at most. */
const maxDelayMs = 10_000;

/** Tells the receivers of one job. */
export type Notifier = {
	/** Tells those of healthchecks that it begins; does not wait for them. */
	start(): void;
	/**
	 * Tells all that it is for how the job ended, and waits for them, ten seconds at most.
	 *
	 * @returns which of them could not be told; nothing is thrown
	 */
	end(end: JobEnd): Promise<Array<Warning & {code: 'not-notified'}>>;
};

type Ready = ReceiverSettings & {target: string};

/**
 * @param options.mask takes the secrets of the settings out of a text
 * @param options.environment of commands; default: this process's own
 */
export function openNotifier(
	settings: Settings,
	subject: NoticeSubject,
	options: {stateDir: string; mask: (text: string) => string; environment?: Environment},
): Notifier {
	const {stateDir, environment = process.env} = options;
	const receivers = Object.values(settings.notify ?? {}).filter(({jobs}) =>
		jobs.includes(subject.kind),
	);
	const starting = new AbortController();
	const started: Array<Promise<unknown>> = [];
	/** Fetched once for the start and the end. */
	const ready = new Map<string, Promise<Ready>>();
	const prepared = async (receiver: ReceiverSettings, signal: AbortSignal): Promise<Ready> => {
		const {name} = receiver;
		const known = ready.get(name) ?? withSecrets(receiver, settings, {environment, signal});
		ready.set(name, known);
		try {
			return await known;
		} catch (error) {
			// The next time it may be there.
			ready.delete(name);
			throw error;
		}
	};

	return {
		start() {
			for (const receiver of receivers.filter(({type}) => type === 'healthchecks')) {
				const {signal} = starting;
				const told = async (): Promise<void> => {
					const {target} = await prepared(receiver, signal);
					await post(toStartRequest(target, subject.jobId), signal);
				};

				// That it cannot be told shows at the end.
				started.push(told().catch(() => undefined));
			}
		},
		async end(end) {
			const ends = await lastEnds(stateDir, subject);
			await ends.note(end.outcome);
			const signal = AbortSignal.timeout(maxDelayMs);
			// After the end it would say that the job begins.
			await Promise.race([Promise.all(started), aborted(AbortSignal.timeout(1000))]);
			starting.abort();
			await Promise.all(started);
			const secrets = await Promise.all(
				receivers.map(async one => prepared(one, signal).catch(() => undefined)),
			);
			// Before and after sentences are made of it: they may change what is between its words.
			const mask = (text: string): string => maskOwn(options.mask(text), secrets);
			const {language} = settings;
			const notice = masked(
				toNotice(masked(subject, mask), masked(end, mask), {wasBad: ends.wasBad, language}),
				mask,
			);
			const tell = async (receiver: ReceiverSettings) => {
				try {
					await deliver(await prepared(receiver, signal), notice, {environment, signal});
					return [];
				} catch (error) {
					const reason = mask(reasonOf(error, signal));
					return [{code: 'not-notified', details: {receiver: receiver.name, reason}} as const];
				}
			};

			const failures = await Promise.all(
				receivers.filter(receiver => isFor(receiver, notice)).map(async one => tell(one)),
			);
			return failures.flat();
		},
	};
}

function isFor({on, type}: ReceiverSettings, {event}: JobNotice): boolean {
	// A start without its end would become an alarm.
	if (on.includes('always') || type === 'healthchecks') {
		return true;
	}

	return event !== 'success' && event !== 'cancelled' && on.includes(event);
}

async function withSecrets(
	receiver: ReceiverSettings,
	{pendingSecrets = {}}: Settings,
	{environment, signal}: {environment: Environment; signal: AbortSignal},
): Promise<Ready> {
	const found = {...receiver};
	for (const key of ['url', 'token', 'secret'] as const) {
		const path = `notify.${receiver.name}.${key}`;
		const reference = pendingSecrets[path];
		if (reference) {
			found[key] = await readSecret(reference, {key: path, environment, signal});
		}
	}

	const target = (receiver.type === 'command' ? found.command : found.url)?.value ?? '';
	if (receiver.type !== 'command' && !isNoticeUrl(target)) {
		throw new NotTaken(fragment('no-http-url'), {mayPass: false});
	}

	return {...found, target};
}

async function deliver(
	{type, target, token, secret}: Ready,
	notice: JobNotice,
	{environment, signal}: {environment: Environment; signal: AbortSignal},
): Promise<void> {
	if (type === 'command') {
		await runCommand(target, notice, {environment, signal});
		return;
	}

	const receiver = {type, url: target, token: token?.value, secret: secret?.value};
	await post(toRequest(receiver, notice, Date.now()), signal);
}

/** In each text by itself: in JSON a secret may be escaped. */
function masked<Value>(whole: Value, mask: (text: string) => string): Value {
	const walk = (value: unknown): unknown => {
		if (typeof value === 'string') {
			return mask(value);
		}

		if (Array.isArray(value)) {
			return value.map(each => walk(each));
		}

		return typeof value === 'object' && value !== null
			? Object.fromEntries(Object.entries(value).map(([key, each]) => [mask(key), walk(each)]))
			: value;
	};

	return walk(whole) as Value;
}

/** Fetched for these receivers, so that the settings do not have them. */
function maskOwn(text: string, receivers: ReadonlyArray<Ready | undefined>): string {
	return receivers
		.flatMap(receiver => [receiver?.url?.value, receiver?.token?.value, receiver?.secret?.value])
		.reduce<string>((rest, own) => (own ? rest.replaceAll(own, '******') : rest), text);
}

function reasonOf(error: unknown, signal: AbortSignal): string {
	if (error instanceof NotTaken) {
		return error.message;
	}

	if (signal.aborted) {
		return fragment('no-answer-in', {seconds: maxDelayMs / 1000});
	}

	const {code} = error as NodeJS.ErrnoException;
	return code ?? toMilvaultError(error).code;
}

async function aborted(signal: AbortSignal): Promise<void> {
	return new Promise(resolve => {
		signal.addEventListener('abort', () => {
			resolve();
		});
	});
}
