import {currentStep, reduceDialog, startDialog, type DialogInput} from '../../dialog/dialog.js';
import type {DialogState} from '../../dialog/state.js';
import {effectKey, type Effect} from '../../dialog/effects.js';
import {provenAnswers} from '../../dialog/proven-answers.js';
import type {BodyLine, Question, Step} from '../../dialog/step.js';
import {
	createEffectRunner,
	type EffectRunner,
	type EffectRunnerOptions,
	type LiveEvent,
} from '../../effects/effect-runner.js';
import {readRemembered, remember} from '../../effects/remember.js';
import {checkLines} from '../../render/check-lines.js';
import {practiceEventLine} from '../../render/practice-lines.js';
import {hasCode} from '../../model/milvault-error.js';
import type {Context} from '../shared/context.js';
import {pastesMarked, pastesUnmarked} from '../shared/pastes.js';
import {toCommandError} from '../shared/to-command-error.js';
import {askQuestion, type Answered} from './ask-question.js';

/**
 * The guided flow by line prompts: the same dialog as the wizard's, one question after another,
 * nothing drawn over.
 *
 * @returns interrupted after Ctrl-C
 */
export async function runPlain(
	context: Context,
	options: EffectRunnerOptions,
): Promise<'left' | 'interrupted'> {
	const guide = createEffectRunner(options);
	const {stderr} = context.streams;
	const canMark = context.environment['TERM'] !== 'dumb';
	let remembered = await readRemembered(options.stateDir);
	let state = startDialog(remembered);
	const find = async (step: Step, effect: Effect): Promise<void> => {
		const action = await found(effect, {context, guide});
		state = reduceDialog(state, action, step);
		const proven = provenAnswers(state, action);
		if (proven) {
			remembered = {...remembered, ...proven};
			remember(options.stateDir, remembered);
		}
	};

	try {
		for (;;) {
			const step = stepOf(state, context);
			if (canMark) {
				// What is pasted while something is loaded answers the next question no more than at it.
				stderr.write(pastesMarked);
			}

			if (context.signal.aborted) {
				printBody(context, step.kind === 'choose' ? step.keeps : []);
				return 'interrupted';
			}

			if (step.kind === 'leave') {
				printBody(context, step.keeps);
				return 'left';
			}

			for (const effect of step.background) {
				await find(step, effect);
			}

			if (step.background.length > 0) {
				continue;
			}

			if (step.kind === 'do') {
				context.output.note(`${step.doing} …`);
				await find(step, step.effect);
				continue;
			}

			state = await asked(state, step, {context, options});
		}
	} catch (error) {
		if (context.signal.aborted || hasCode(toCommandError(error), 'cancelled')) {
			return 'interrupted';
		}

		throw error;
	} finally {
		guide.close();
		if (canMark) {
			stderr.write(pastesUnmarked);
		}
	}
}

function stepOf(state: DialogState, {output}: Context): Step {
	return currentStep(state, {
		messages: output.messages,
		now: new Date(),
		columns: output.columns ?? 80,
	});
}

async function found(
	effect: Effect,
	{context, guide}: {context: Context; guide: EffectRunner},
): Promise<Extract<DialogInput, {type: 'loaded'}>> {
	const result = await guide.perform(effect, {
		signal: context.signal,
		onLive: tellLive(context),
	});
	return {type: 'loaded', key: effectKey(effect), result};
}

/** A line for each finished step; the pieces of a download are not reported. */
function tellLive({output}: Context): (event: LiveEvent) => void {
	let last: string | undefined;
	return event => {
		const lines =
			event.type === 'check'
				? checkLines(event.check, output)
				: event.event.type === last
					? []
					: [practiceEventLine(event.event, output.messages)];
		last = event.type === 'practice' ? event.event.type : last;
		output.note(...lines);
	};
}

async function asked(
	state: DialogState,
	step: Question,
	{context, options}: {context: Context; options: EffectRunnerOptions},
): Promise<DialogState> {
	if ('body' in step && (step.kind !== 'pick' || step.body.length > 0)) {
		context.output.note('');
		printBody(context, step.body);
	}

	const answered: Answered = await askQuestion(step, {context, options});
	if (answered === 'back') {
		return reduceDialog(state, {type: 'back'}, step);
	}

	const action =
		step.kind === 'choose' && typeof answered.value === 'string'
			? step.actions[answered.value]
			: undefined;
	return reduceDialog(
		state,
		action
			? {type: 'performed', id: step.id, action}
			: {type: 'answered', id: step.id, value: answered.value},
		step,
	);
}

function printBody({output}: Context, body: readonly BodyLine[]): void {
	const colours = {
		good: 'green',
		bad: 'red',
		warning: 'magenta',
	} as const;
	output.note(
		...body.map(({text, tone}) =>
			tone === 'good' || tone === 'bad' || tone === 'warning'
				? output.paintError(colours[tone], text)
				: text,
		),
	);
}
