import {setImmediate as turn} from 'node:timers/promises';
import {setTimeout as pause} from 'node:timers/promises';
import test, {type ExecutionContext} from 'ava';
import {createControl, type Control} from '../../source/engine/run/control.js';
import {followSearches} from '../../source/engine/run/follow-searches.js';
import type {Milvus} from '../../source/milvus/milvus.js';
import type {JobEvent} from '../../source/model/job-events.js';

/* What a gentle job does less of; metrics as Milvus answers them, no server. */

/** Work that is started by a control and ended by the test. */
function heldWork(start: (work: () => Promise<void>) => Promise<void>) {
	const ends: Array<() => void> = [];
	const all = Array.from({length: 10}, async () =>
		start(async () => new Promise(resolve => ends.push(resolve))),
	);
	return {ends, all};
}

const kinds: ReadonlyArray<
	[string, (control: Control) => (work: () => Promise<void>) => Promise<void>]
> = [
	['copies', control => async work => control.pace.copy(work)],
	['flushes', control => async work => control.flush(work)],
];

for (const [kind, of] of kinds) {
	test(`a gentle job has two ${kind} at once, another one as many as it is asked for`, async t => {
		for (const isGentle of [true, false]) {
			const control = createControl();
			control.setGentle(isGentle);
			const {ends, all} = heldWork(of(control));
			await turn();
			t.is(ends.length, isGentle ? 2 : 10);
			control.setGentle(false);
			await turn();
			t.is(ends.length, 10, 'all, as soon as it is no longer gentle');
			for (const end of ends) {
				end();
			}

			await Promise.all(all);
		}
	});

	test(`${kind} that fail give their place back`, async t => {
		const control = createControl();
		control.setGentle(true);
		const start = of(control);
		for (let tries = 0; tries < 5; tries++) {
			await t.throwsAsync(
				start(async () => {
					throw new Error('refused');
				}),
				{message: 'refused'},
			);
		}
	});
}

test.serial(
	'after a copy its place rests for as long as the copy took; its result does not wait',
	async t => {
		const control = createControl();
		control.setGentle(true);
		const {ends, all} = heldWork(async work => control.pace.copy(work));
		const since = performance.now();
		while (performance.now() - since < 100) {
			await turn();
		}

		const endedAt = performance.now();
		const tookMs = endedAt - since;
		ends[0]?.();
		await all[0];
		t.is(ends.length, 2, 'it rests');
		while (ends.length < 3) {
			await turn();
		}

		// Node counts a timer from when its turn began: on a busy machine it ends early.
		t.true(performance.now() - endedAt >= tookMs / 2);
		t.true(performance.now() - endedAt >= tookMs - 2);
		control.setGentle(false);
		await turn();
		for (const end of ends) {
			end();
		}

		await Promise.all(all);
	},
);

/** Two copies that took an hour, by the clock, and whose places rest for as long. */
async function afterLongCopies(t: ExecutionContext, control: Control, signal?: AbortSignal) {
	const now = performance.now.bind(performance);
	t.teardown(() => {
		performance.now = now;
	});
	control.setGentle(true);
	const {ends, all} = heldWork(async work => control.pace.copy(work, signal));
	await turn();
	performance.now = () => now() + 3_600_000;
	ends[0]?.();
	ends[1]?.();
	await Promise.all([all[0], all[1]]);
	t.is(ends.length, 2, 'both places rest');
	return {ends, all};
}

test.serial('rests end when the job is no longer gentle', async t => {
	const control = createControl();
	const {ends, all} = await afterLongCopies(t, control);
	control.setGentle(false);
	await turn();
	t.is(ends.length, 10);
	for (const end of ends) {
		end();
	}

	await Promise.all(all);
});

test.serial('a cancel ends rests', async t => {
	const control = createControl();
	const cancel = new AbortController();
	const {ends, all} = await afterLongCopies(t, control, cancel.signal);
	cancel.abort();
	for (let turns = 0; turns < 10; turns++) {
		await turn();
	}

	t.is(ends.length, 4, 'the next two, long before the rest was over');
	control.setGentle(false);
	await turn();
	for (const end of ends) {
		end();
	}

	await Promise.all(all);
	t.is(ends.length, 10);
});

test.serial('a copy that an hour of pause is part of is no reason to rest for an hour', async t => {
	const control = createControl();
	const {ends, all} = await afterLongCopies(t, control);
	while (ends.length < 4) {
		await pause(100);
	}

	t.is(ends.length, 4);
	control.setGentle(false);
	await turn();
	for (const end of ends) {
		end();
	}

	await Promise.all(all);
});

type Rate = {Label: string; Rate: number};

/** As 2.3.5 answers, recorded, without what is not read. */
function metricsOf(rates: readonly Rate[], loaded: readonly number[]): string {
	return JSON.stringify({
		nodes_info: [
			{
				infos: {
					name: 'querynode1',
					type: 'querynode',
					quota_metrics: {Rms: rates, Effect: {NodeID: 1, CollectionIDs: loaded}},
				},
			},
			{
				infos: {
					name: 'datanode1',
					type: 'datanode',
					quota_metrics: {
						Rms: [{Label: 'InsertConsumeThroughput', Rate: 100}],
						Effect: {NodeID: 1, CollectionIDs: [470_842]},
					},
				},
			},
			{infos: {name: 'proxy1', type: 'proxy'}},
		],
	});
}

const consumed = {Label: 'InsertConsumeThroughput', Rate: 9};
const answers: ReadonlyArray<{of: string; response: string; isGentle: boolean}> = [
	{
		of: '2.3.5, searched',
		response: metricsOf([{Label: 'NQPerSecond', Rate: 3}, consumed], [470_842]),
		isGentle: true,
	},
	{
		of: '2.3.5, loaded and not searched',
		response: metricsOf([{Label: 'NQPerSecond', Rate: 0}, consumed], [470_842]),
		isGentle: false,
	},
	{
		of: '2.5 (by its source), loaded',
		response: metricsOf([consumed], [470_842]),
		isGentle: true,
	},
	{of: '2.5 (by its source), nothing loaded', response: metricsOf([consumed], []), isGentle: false},
	{of: 'a server without query nodes', response: '{"nodes_info":null}', isGentle: false},
	{of: 'a server that answers otherwise', response: 'metrics are off', isGentle: false},
];

for (const {of, response, isGentle} of answers) {
	test(`gentle by itself: ${of}: ${isGentle}`, async t => {
		const control = createControl();
		const events: JobEvent[] = [];
		const milvus = {call: async () => ({response})} as unknown as Milvus;
		{
			using following = followSearches(milvus, control, {
				gentle: 'auto',
				onEvent: event => events.push(event),
			});
			await following.known;
			t.is(control.isGentle, isGentle);
		}

		t.deepEqual(events, isGentle ? [{type: 'gentle', isGentle: true}] : []);
		t.false(control.isGentle, 'over with the job');
	});
}

test('on and off ask nothing; metrics that are refused leave the job as it is', async t => {
	const milvus = {
		async call() {
			throw new Error('denied');
		},
	} as unknown as Milvus;
	for (const [gentle, expected] of [
		['on', true],
		['off', false],
		['auto', false],
	] as const) {
		const control = createControl();
		using following = followSearches(milvus, control, {gentle, onEvent: () => undefined});
		await following.known;
		t.is(control.isGentle, expected, gentle);
	}
});
