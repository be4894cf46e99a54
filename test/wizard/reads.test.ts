import {setImmediate} from 'node:timers/promises';
import test, {type ExecutionContext} from 'ava';
import type {Answers} from '../../source/dialog/answers.js';
import type {Effect} from '../../source/dialog/effects.js';
import type {EffectRunner} from '../../source/effects/effect-runner.js';
import {messagesFor} from '../../source/messages/messages.js';
import {createController} from '../../source/wizard/controller.js';
import type {JobWatcher} from '../../source/wizard/job-watcher.js';
import type {Press} from '../../source/wizard/key.js';
import type {Canned} from '../helpers/dialog/canned-dialog.js';
import {usual} from '../helpers/dialog/canned-facts.js';

/*
 * Keys that come together, and keys that come before a screen was drawn; what is found out is
 * simulated.
 */

const text = (value: string): Press => ({name: 'text', text: value});
const enter: Press = {name: 'enter'};

function open(t: ExecutionContext, canned: Canned = usual) {
	const effects: Effect[] = [];
	const remembered: Answers[] = [];
	const effectRunner: EffectRunner = {
		async perform(effect) {
			effects.push(effect);
			const found = canned[effect.kind];
			return typeof found === 'function'
				? {value: (found as (input: object) => unknown)(effect.input)}
				: found!;
		},
		close() {},
	};
	const watcher: JobWatcher = {
		start() {},
		look: () => ({}) as ReturnType<JobWatcher['look']>,
		async control() {},
		cancel() {},
		async detach() {
			throw new Error('no job');
		},
		stop() {},
	};
	const controller = createController({
		effectRunner,
		watcher,
		messages: () => messagesFor('en'),
		remembered: {},
		remember: answers => {
			remembered.push(answers);
		},
		size: {columns: 80, rows: 24},
	});
	controller.dispatch({type: 'begin'});
	t.teardown(() => {
		controller.dispatch({type: 'hung-up'});
	});
	return {
		controller,
		effects,
		remembered,
		/** Waits for the step of this id, and has its screen drawn. */
		at: async (id: string, isDrawn = true): Promise<void> => {
			for (let turns = 0; controller.state.step.id !== id; turns++) {
				if (turns > 1000) {
					throw new Error(`at ${controller.state.step.id}, not at ${id}`);
				}

				await setImmediate();
			}

			if (isDrawn) {
				controller.dispatch({type: 'drawn', screen: controller.state.screen});
			}
		},
		kinds: () => effects.map(({kind}) => kind),
	};
}

async function toReview(wizard: ReturnType<typeof open>, isDrawn = true) {
	const {controller, at} = wizard;
	await at('home');
	controller.press(enter);
	await at('collections');
	controller.press(enter);
	await at('name');
	controller.press(text('nightly'));
	controller.press(enter);
	await at('reviewBackup', isDrawn);
}

test('Enter on a plan that was drawn starts it', async t => {
	const wizard = open(t);
	await toReview(wizard);
	wizard.controller.press(enter);
	await setImmediate();
	t.true(wizard.kinds().includes('start'));
});

for (const [what, isDrawn, presses] of [
	['before the plan was drawn', false, [enter]],
	['with another key', true, [text('x'), enter]],
	['twice at once', true, [enter, enter]],
	['with a paste', true, [{name: 'paste', text: 'orders'}, enter]],
	['inside of what was typed ahead', true, [text('orders\r\r')]],
	['with Esc before it', true, [{...enter, isAlt: true}]],
] as ReadonlyArray<[string, boolean, Press[]]>) {
	test(`Enter ${what} starts nothing`, async t => {
		const wizard = open(t);
		await toReview(wizard, isDrawn);
		wizard.controller.press(...presses);
		await setImmediate();
		t.false(wizard.kinds().includes('start'));
	});
}

test('an Enter that was not taken is told, and the next one is', async t => {
	const wizard = open(t);
	await toReview(wizard);
	wizard.controller.press(text('xx'), enter);
	t.true(wizard.controller.state.isHeld);
	wizard.controller.press(enter);
	await setImmediate();
	t.true(wizard.kinds().includes('start'));
});

test('in a window that is too small to show the plan, Enter starts nothing', async t => {
	const wizard = open(t);
	await toReview(wizard);
	wizard.controller.dispatch({type: 'resize', size: {columns: 15, rows: 4}});
	wizard.controller.press(enter);
	await setImmediate();
	t.false(wizard.kinds().includes('start'));
});

test('what was pasted with line breaks is written, and submits nothing', async t => {
	const wizard = open(t);
	const {controller, at} = wizard;
	await at('home');
	controller.press({name: 'paste', text: 'q\n'});
	t.is(controller.state.step.id, 'home', 'no key of a list is in a paste');
	controller.press(enter);
	await at('collections');
	controller.press({name: 'paste', text: '\n'}, {name: 'paste', text: 'a'});
	t.is(controller.state.step.id, 'collections');
	controller.press(enter);
	await at('name');
	const {screen} = controller.state;
	controller.press({name: 'paste', text: 'night\nly\r\n'});
	const {view, step} = controller.state;
	t.is(step.id, 'name');
	t.is(view.kind === 'text' && view.field.characters.join(''), 'nightly');
	t.is(controller.state.screen, screen, 'no screen came after it');
});

test('Alt-b moves by a word while a line is written; Esc and b elsewhere goes back', async t => {
	const wizard = open(t);
	const {controller, at} = wizard;
	await at('home');
	controller.press(enter);
	await at('collections');
	controller.press(enter);
	await at('name');
	controller.press(text('a_b'));
	controller.press({...text('b'), isAlt: true});
	const {view} = controller.state;
	t.is(view.kind === 'text' && view.field.cursor, 2);
	controller.press({...text('x'), isAlt: true});
	await at('collections');
});

test('what worked is remembered, what failed is not', async t => {
	const isNew: Canned = {
		...usual,
		detect: {
			value: {
				clusters: [],
				repositories: [],
				isConfigured: false,
				isMilvusHere: true,
				configFile: '~/m.yaml',
				warnings: [],
				practice: {
					isRunning: false,
					isInstalled: false,
					directory: '',
					cacheDirectory: '',
				},
			},
		},
	};
	const failing = open(t, {
		...isNew,
		tryMilvus: {
			error: {
				code: 'milvus-unreachable',
				details: {address: 'm:1', reason: 'nothing listens there'},
			},
		},
	});
	await failing.at('start');
	failing.controller.press(enter);
	await failing.at('address');
	failing.controller.press(text('m:1'));
	failing.controller.press(enter);
	await failing.at('failed');
	t.deepEqual(failing.remembered, []);

	const working = open(t, {
		...isNew,
		tryMilvus: {value: {needsLogin: false, tls: 'off'}},
	});
	await working.at('start');
	working.controller.press(enter);
	await working.at('address');
	working.controller.press(text('m:1'));
	working.controller.press(enter);
	await working.at('storageType');
	t.deepEqual(working.remembered, [{address: 'm:1'}]);
});

test('a selection is a default of the next time when its backup was started, not when its plan was left', async t => {
	const wizard = open(t);
	const {controller, at, remembered} = wizard;
	await at('home');
	controller.press(enter);
	await at('collections');
	controller.press({name: 'down'});
	controller.press(text(' '));
	controller.press(enter);
	await at('name');
	controller.press(text('nightly'));
	controller.press(enter);
	await at('reviewBackup');
	t.true(wizard.kinds().includes('planBackup'));
	t.deepEqual(remembered, []);
	controller.press(enter);
	await at('ended');
	t.deepEqual(remembered, [
		{
			collections: ['default.products', 'sales.orders', 'sales.refunds'],
			offered: ['default.hello_milvus', 'default.products', 'sales.orders', 'sales.refunds'],
			offeredAt: 'milvus.example:19530',
			name: 'nightly',
		},
	]);
});
