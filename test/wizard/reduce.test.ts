import test from 'ava';
import type {JobEnd} from '../../source/dialog/answers.js';
import {effectKey} from '../../source/dialog/effects.js';
import {messagesFor} from '../../source/messages/messages.js';
import {initialProgress} from '../../source/progress/progress.js';
import type {WizardEffect, WizardInput} from '../../source/wizard/inputs.js';
import type {Press} from '../../source/wizard/key.js';
import {reduce} from '../../source/wizard/reduce.js';
import {initialState, type WizardState} from '../../source/wizard/state.js';
import type {WatchedJob} from '../../source/wizard/watched-job.js';
import {usual} from '../helpers/dialog/canned-facts.js';

/* The wizard as a table: what happens at a screen, the screen after it, and what is to be done. */

const surroundings = {
	messages: messagesFor('en'),
	now: new Date('2026-11-25T10:30:00Z'),
	nowMs: 5000,
};
const jobId = '0f8b2c64-0000-4000-8000-000000000000';

const alone = (press: Press): WizardInput => ({type: 'press', press, isAlone: true});
const together = (press: Press): WizardInput => ({type: 'press', press, isAlone: false});
const letter = (text: string): Press => ({name: 'text', text});
const keys = (text: string): WizardInput[] => text.split('').map(one => together(letter(one)));
const enter = alone({name: 'enter'});
const escape = alone({name: 'escape'});
const interrupt = alone({name: 'interrupt'});
const down = alone({name: 'down'});

const watched = (change: Partial<WatchedJob> = {}): WatchedJob => ({
	progress: initialProgress,
	requests: {isPaused: false, bytesPerSecond: 0, requestsPerSecond: 0},
	isCancelling: false,
	...change,
});

const jobEnd: JobEnd = {
	isDetached: false,
	job: {
		formatVersion: 1,
		id: jobId,
		kind: 'verify',
		name: 'nightly',
		choice: {cluster: 'c', repository: 'r'},
		state: 'cancelled',
		canContinue: false,
		isDetached: true,
		process: {pid: 1, startTime: '', space: ''},
		startedAt: '2026-11-25T10:00:00Z',
		toolVersion: '0.1.0',
	},
	work: {kind: 'verify', names: ['nightly'], level: 'quick'},
};

type Played = {state: WizardState; effects: WizardEffect[]};

function play(from: WizardState, inputs: readonly WizardInput[]): Played {
	let state = from;
	const effects: WizardEffect[] = [];
	for (const input of inputs) {
		const next = reduce(state, input, surroundings);
		state = next.state;
		effects.push(...next.effects);
	}

	return {state, effects};
}

/** Has everything looked up that is asked for, and the screen drawn. */
function settle({state, effects}: Played): WizardState {
	const last = effects.findLast(effect => effect.type === 'look-up');
	const [lookUp] = last?.effects ?? [];
	if (!lookUp) {
		return play(state, [{type: 'drawn', screen: state.screen}]).state;
	}

	const {effect} = lookUp;
	const canned = usual[effect.kind];
	const result =
		typeof canned === 'function'
			? {value: (canned as (input: object) => unknown)(effect.input)}
			: canned!;
	return settle(play(state, [{type: 'loaded', key: effectKey(effect), result}]));
}

function settled(from: WizardState, ...inputs: WizardInput[]): WizardState {
	return settle(play(from, inputs));
}

const home = settled(initialState({remembered: {}, size: {columns: 80, rows: 24}}, surroundings), {
	type: 'begin',
});
const collections = settled(home, enter);
const name = settled(collections, enter);
const planning = play(name, [...keys('nightly'), enter]).state;
const review = settled(name, ...keys('nightly'), enter);
const starting = play(review, [enter]).state;
const job = play(settled(review, enter), [{type: 'job-changed', job: watched()}]).state;
const cancelling = play(job, [
	interrupt,
	{type: 'job-changed', job: watched({isCancelling: true})},
]).state;

/** Effects in words, without what depends on the fixtures. */
function inWords(effects: readonly WizardEffect[]): string[] {
	return effects.map(effect =>
		effect.type === 'look-up'
			? ['look-up', ...effect.effects.map(one => one.effect.kind)].join(' ')
			: effect.type === 'control-job'
				? `control-job ${JSON.stringify(effect.request)}`
				: effect.type,
	);
}

for (const [what, from, inputs, step, effects] of [
	[
		'Enter chooses, and what the next question needs is looked up',
		home,
		[enter],
		'do look',
		['look-up look'],
	],
	['a key that means nothing does nothing', home, [alone(letter('z'))], 'home', []],
	[
		'what is pasted at a list does nothing',
		home,
		[alone({name: 'paste', text: 'q\r'})],
		'home',
		[],
	],
	[
		'Esc and a letter at once are both',
		name,
		[alone({...letter('/'), isAlt: true})],
		'collections',
		['look-up'],
	],
	['while a plan is made Enter means nothing', planning, [enter, enter], 'do planBackup', []],
	['while a plan is made letters go nowhere', planning, keys('yq1'), 'do planBackup', []],
	['Esc leaves a plan that is being made, and its making', planning, [escape], 'name', ['look-up']],
	['Enter on a plan that was seen starts it', review, [enter], 'do start', ['look-up start']],
	['Enter with other keys starts nothing', review, [together({name: 'enter'})], 'reviewBackup', []],
	[
		'Enter with Esc starts nothing, and goes back',
		review,
		[alone({name: 'enter', isAlt: true})],
		'do planBackup',
		['look-up', 'look-up planBackup'],
	],
	[
		'Enter on a plan that was not drawn starts nothing',
		{...review, drawn: review.screen - 1},
		[enter],
		'reviewBackup',
		[],
	],
	[
		'Enter in a window that is too small starts nothing',
		review,
		[{type: 'resize', size: {columns: 10, rows: 3}}, enter],
		'reviewBackup',
		[],
	],
	['what has begun is not left by Esc', starting, [escape], 'do start', ['look-up start']],
	[
		'a job that was started is watched, and its answers are remembered',
		starting,
		[{type: 'loaded', key: keyOf(starting), result: {value: {jobId}}}],
		'ended',
		['remember', 'look-up', 'watch-job'],
	],
	[
		'a result that is no longer needed changes no screen',
		collections,
		[{type: 'loaded', key: 'details {"name":"x"}', result: {value: {}}}],
		'collections',
		['look-up'],
	],
	['p pauses a job', job, [alone(letter('p'))], 'ended', ['control-job "pause"']],
	['d turns away from a job', job, [alone(letter('d'))], 'ended', ['control-job "detach"']],
	[
		'a limit that was typed goes to the job, and what follows it is no part of it',
		job,
		[...keys('l50M'), together({name: 'enter'}), ...keys('p')],
		'ended',
		['control-job {"bytesPerSecond":50000000}', 'control-job "pause"'],
	],
	['Ctrl-C cancels a job', job, [interrupt], 'ended', ['cancel-job']],
	[
		'a second Ctrl-C leaves the job that is being cancelled',
		cancelling,
		[interrupt],
		'ended',
		['stop'],
	],
	['a job’s end is shown', job, [{type: 'job-ended', end: jobEnd}], 'afterJob', ['look-up']],
	[
		'a job’s end that comes late is no answer to another question',
		home,
		[{type: 'job-ended', end: jobEnd}],
		'home',
		['look-up'],
	],
	['Ctrl-C at a question ends the wizard', name, [interrupt], 'name', ['stop']],
	[
		'a terminal that has gone ends the wizard, not the job',
		job,
		[{type: 'hung-up'}],
		'ended',
		['stop'],
	],
	[
		'after its end nothing happens any more',
		play(home, [interrupt]).state,
		[enter, interrupt, {type: 'job-ended', end: jobEnd}],
		'home',
		[],
	],
] as ReadonlyArray<[string, WizardState, WizardInput[], string, string[]]>) {
	test(what, t => {
		const played = play(from, inputs);
		t.is(played.state.step.id, step);
		t.deepEqual(inWords(played.effects), effects);
	});
}

function keyOf({step}: WizardState): string {
	return step.kind === 'do' ? step.key : '';
}

test('an Enter that was not taken is told, until the next key', t => {
	const {state} = play(review, [together({name: 'enter'})]);
	t.true(state.isHeld);
	t.false(play(state, [down]).state.isHeld);
});

test('help is closed by any key, which does nothing else', t => {
	const {state} = play(home, [alone(letter('?'))]);
	t.true(state.isHelpShown);
	const closed = play(state, [enter]);
	t.false(closed.state.isHelpShown);
	t.is(closed.state.screen, home.screen);
	t.deepEqual(closed.effects, []);
});

test('a paste does not close help; Esc and Enter at once close it, and start nothing', t => {
	const {state} = play(review, [alone(letter('?'))]);
	t.true(play(state, [alone({name: 'paste', text: 'x'})]).state.isHelpShown);
	const closed = play(state, [alone({name: 'enter', isAlt: true})]);
	t.true(closed.state.isHeld);
	t.deepEqual(closed.effects, []);
});

test('a new step begins with a view of its own; the same one keeps its view in a window of another size', t => {
	const moved = play(collections, [down, alone(letter(' '))]).state;
	const {state} = play(moved, [{type: 'resize', size: {columns: 60, rows: 20}}]);
	t.deepEqual(state.view, moved.view);
	t.is(state.screen, moved.screen);
	t.deepEqual(state.size, {columns: 60, rows: 20});
	t.is(play(state, [escape]).state.screen, moved.screen + 1);
});

test('a job ends a wizard that was asked to end, with what it came to', t => {
	const {state, effects} = play(job, [
		{type: 'end-requested'},
		{type: 'job-changed', job: watched({isCancelling: true})},
		{type: 'job-ended', end: jobEnd},
	]);
	t.is(state.exitReason, 'interrupted');
	t.deepEqual(inWords(effects), ['cancel-job', 'stop']);
	t.true(state.scrollback.length > 0);
});

test('a result stays above the screen when its screen is left', t => {
	const ended = play(job, [{type: 'job-ended', end: jobEnd}]).state;
	t.deepEqual(ended.scrollback, []);
	t.true(settled(ended, enter).scrollback.length > 0);
});

test('a limit that is no rate is refused, and stays to be mended', t => {
	const {state, effects} = play(job, [...keys('lx'), enter]);
	t.deepEqual(effects, []);
	t.true(state.view.kind === 'job' && state.view.isLimitBad);
});

test('what a job reports does not touch what is being typed', t => {
	const typing = play(job, keys('l5')).state;
	const {state} = play(typing, [
		{type: 'tick', job: watched()},
		{type: 'job-changed', job: watched()},
		{type: 'collection-ended', text: 'a line'},
	]);
	t.deepEqual(state.view, typing.view);
	t.deepEqual(state.scrollback, [{text: 'a line', isTable: true}]);
});

test('a job that cannot be watched ends the wizard with the reason', t => {
	const {state} = play(job, [
		{
			type: 'watch-failed',
			error: {code: 'milvus-unreachable', details: {address: 'm:1', reason: 'refused'}},
		},
	]);
	t.is(state.exitReason, 'left');
	t.is(state.scrollback.at(-1)?.tone, 'bad');
});

test('the same inputs make the same state, and change none that went before', t => {
	const before = structuredClone(withoutFunctions(review));
	t.deepEqual(
		withoutFunctions(play(review, [enter]).state),
		withoutFunctions(play(review, [enter]).state),
	);
	t.deepEqual(withoutFunctions(review), before);
});

/** Steps hold checks of what is typed. */
function withoutFunctions(state: WizardState): unknown {
	return JSON.parse(JSON.stringify(state));
}
