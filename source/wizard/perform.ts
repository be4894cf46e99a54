import type {Answers} from '../dialog/answers.js';
import type {EffectRunner} from '../effects/effect-runner.js';
import {toMilvaultError} from '../model/milvault-error.js';
import {createEffectScheduler} from './effect-scheduler.js';
import type {WizardEffect, WizardInput} from './inputs.js';
import type {JobWatcher} from './job-watcher.js';
import type {JobRequest} from './steps/step-row.js';

/** Does what the reducer asks for; what comes of it is dispatched. */
export function createPerformer({
	effectRunner,
	watcher,
	remember,
	dispatch,
}: {
	effectRunner: EffectRunner;
	watcher: JobWatcher;
	remember: (answers: Answers) => void;
	dispatch: (input: WizardInput) => void;
}): (effect: WizardEffect) => void {
	const scheduler = createEffectScheduler({
		effectRunner,
		onLoaded(key, result) {
			dispatch({type: 'loaded', key, result});
		},
		onLive(event) {
			dispatch({type: 'live', event});
		},
	});

	const showJob = (): void => {
		dispatch({type: 'job-changed', job: watcher.look()});
	};

	const watch = (jobId: string): void => {
		watcher.start(jobId, {
			onEnded(end) {
				dispatch({type: 'job-ended', end});
			},
			onFailed(thrown) {
				const {code, details} = toMilvaultError(thrown);
				dispatch({type: 'watch-failed', error: {code, details}});
			},
			onCollection(text) {
				dispatch({type: 'collection-ended', text});
			},
		});
		showJob();
	};

	const control = async (request: JobRequest): Promise<void> => {
		if (request === 'detach') {
			dispatch({type: 'job-ended', end: await watcher.detach()});
			return;
		}

		await watcher.control(request);
		showJob();
	};

	return effect => {
		switch (effect.type) {
			case 'look-up': {
				scheduler.keep(effect.effects);
				return;
			}

			case 'watch-job': {
				watch(effect.jobId);
				return;
			}

			case 'cancel-job': {
				watcher.cancel();
				showJob();
				return;
			}

			case 'control-job': {
				void control(effect.request);
				return;
			}

			case 'remember': {
				remember(effect.answers);
				return;
			}

			case 'stop': {
				scheduler.keep([]);
				watcher.stop();
				return;
			}
		}
	};
}
