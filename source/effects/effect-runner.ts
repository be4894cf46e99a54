import {knownJobs} from '../jobs/known-jobs.js';
import {checkCluster} from '../engine/check-cluster.js';
import {planDelete} from '../engine/delete-backups.js';
import {getBackup} from '../engine/get-backup.js';
import {listBackups} from '../engine/list-backups.js';
import {listCollections} from '../engine/list-collections.js';
import {planBackup} from '../engine/plan-backup.js';
import {planRestore} from '../engine/plan-restore.js';
import type {Session} from '../engine/session.js';
import {tryMilvus} from '../engine/cluster/try-milvus.js';
import type {LaunchCommand} from '../jobs/start-detached.js';
import type {EffectResult} from '../dialog/state.js';
import type {Effect, Effects, EffectKind} from '../dialog/effects.js';
import type {Check} from '../model/checks.js';
import {hasCode, MilvaultError, toMilvaultError} from '../model/milvault-error.js';
import type {PracticeEvent} from '../practice/practice-events.js';
import {loadPractice} from '../practice/load-practice.js';
import {defaultDirectories} from '../practice/practice-paths.js';
import {startPractice} from '../practice/start-practice.js';
import type {Settings} from '../settings/settings.js';
import {untilAborted} from '../utils/until-aborted.js';
import {detect} from './detect.js';
import {checkDraft, findData, saveDraft} from './draft-connection.js';
import {
	cleanInItsPlaces,
	continueInItsPlaces,
	openJobs,
	overview,
	startJob,
} from './effect-jobs.js';
import type {RunChoice} from './load-run-settings.js';
import {openPlaces} from './open-places.js';
import {lookAtTargets} from './restore-targets.js';
import type {Environment} from '../settings/environment.js';

export type EffectRunnerOptions = {
	globals: RunChoice;
	environment: Environment;
	/** How this program is started, for jobs in processes of their own. */
	self: LaunchCommand;
	stateDir: string;
	/** From now on these secrets are to be masked, and this is the language. */
	onSettings: (settings: Settings) => void;
};

/** What is reported while an effect lasts. */
export type LiveEvent = {type: 'check'; check: Check} | {type: 'practice'; event: PracticeEvent};

export type RunEffectOptions = {
	signal: AbortSignal;
	onLive?: (event: LiveEvent) => void;
};

export type EffectRunner = {
	/**
	 * Lets it happen; what the engine throws is a fact too.
	 *
	 * @throws cancelled, as soon as the signal ends: a user who goes back does not wait for what
	 *   cannot be interrupted
	 */
	perform(effect: Effect, performing: RunEffectOptions): Promise<EffectResult>;
	close(): void;
};

export const proxyVariables = [
	'HTTP_PROXY',
	'HTTPS_PROXY',
	'ALL_PROXY',
	'http_proxy',
	'https_proxy',
	'all_proxy',
	'grpc_proxy',
] as const;

type Performers = {
	[Kind in EffectKind]: (
		input: Effects[Kind]['input'],
		performing: RunEffectOptions,
	) => Promise<Effects[Kind]['value']>;
};

/**
 * What the guided flows let happen, over engine, jobs, practice and settings: the same for the
 * wizard and for its plain prompts. Holds the one thing that is not plain data: the open session.
 */
export function createEffectRunner(options: EffectRunnerOptions): EffectRunner {
	const {environment, stateDir} = options;
	const proxies = proxyVariables.filter(name => environment[name]);
	let session: Session | undefined;
	const connected = (): Session => {
		if (!session) {
			throw new Error('nothing is open');
		}

		return session;
	};

	const performers: Performers = {
		detect: async (_, {signal}) => detect(options, signal),
		async practice(_, {signal, onLive}) {
			const practice = {
				...defaultDirectories(environment),
				signal,
				onEvent(event: PracticeEvent) {
					onLive?.({type: 'practice', event});
				},
			};
			await startPractice(practice);
			await loadPractice(practice);
			return {};
		},
		async open(input, {signal}) {
			session?.close();
			session = undefined;
			const opened = await openPlaces(input, options, signal);
			session = opened.session;
			return opened.value;
		},
		jobs: async () => openJobs(connected(), stateDir),
		overview: async (_, {signal}) => overview(connected(), signal),
		look: async (_, {signal}) =>
			listCollections(connected(), {signal, knownJobs: knownJobs(stateDir)}),
		backups: async (_, {signal}) => listBackups(connected(), {signal}),
		details: async ({name}, {signal}) => getBackup(connected(), name, {signal}),
		planBackup: async request => planBackup(connected(), request, {knownJobs: knownJobs(stateDir)}),
		targets: async request => lookAtTargets(connected(), request),
		planRestore: async request => planRestore(connected(), request),
		async planDelete({name}) {
			const [planned] = await planDelete(connected(), [name]);
			return planned!;
		},
		start: async ({work}) => startJob(connected(), work, options),
		continueJob: async ({jobId}, {signal}) =>
			continueInItsPlaces(jobId, {...options, opened: session, signal}),
		clean: async ({jobId}, {signal}) =>
			cleanInItsPlaces(jobId, {...options, opened: session, signal}),
		check: async (_, {signal, onLive}) =>
			checkCluster(connected(), {
				proxies,
				signal,
				onCheck(check) {
					onLive?.({type: 'check', check});
				},
			}),
		tryMilvus: async ({address, username, password}, {signal}) =>
			tryMilvus(
				{
					address,
					username,
					...(password !== undefined && {
						password: {value: password, origin: 'typed'},
					}),
				},
				{signal},
			),
		findData: async ({draft}, {signal}) => findData(draft, signal),
		checkDraft: async ({draft}, {signal, onLive}) =>
			checkDraft(draft, {
				signal,
				proxies,
				onCheck(check) {
					onLive?.({type: 'check', check});
				},
			}),
		save: async input => saveDraft(input, options),
	};
	return {
		async perform({kind, input}, performing) {
			const perform = performers[kind] as (
				given: typeof input,
				how: RunEffectOptions,
			) => Promise<unknown>;
			const {signal} = performing;
			try {
				return {value: await untilAborted(perform(input, performing), signal)};
			} catch (thrown) {
				const error = toMilvaultError(thrown);
				if (hasCode(error, 'cancelled') || signal.aborted) {
					throw new MilvaultError('cancelled', {}, {cause: error});
				}

				const {code, details} = error;
				return {error: {code, details}};
			}
		},
		close() {
			session?.close();
			session = undefined;
		},
	};
}
