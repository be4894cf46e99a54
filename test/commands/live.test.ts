import {PassThrough} from 'node:stream';
import {stripVTControlCharacters} from 'node:util';
import test, {type ExecutionContext} from 'ava';
import stringWidth from 'string-width';
import {endedLine, progressLines, summaryLine} from '../../source/render/progress-lines.js';
import {drawJob} from '../../source/commands/live/draw-job.js';
import {logJob} from '../../source/commands/live/log-job.js';
import type {Context} from '../../source/commands/shared/context.js';
import {createOutput} from '../../source/commands/shared/output.js';
import {messagesFor} from '../../source/messages/messages.js';
import type {JobEvent} from '../../source/model/job-events.js';
import {foldEvent} from '../../source/progress/fold-event.js';
import {initialProgress, type Progress} from '../../source/progress/progress.js';

const messages = messagesFor('en');
const escape = '\u001B';

function started(count: number): JobEvent {
	return {
		type: 'job-started',
		kind: 'backup',
		jobId: 'j',
		name: 'nightly',
		collections: Array.from({length: count}, (_, index) => ({
			collection: `default.c${index}`,
			rows: '1000',
		})),
	};
}

function copying(index: number): JobEvent[] {
	const collection = `default.c${index}`;
	return [
		{type: 'phase-started', collection, phase: 'copy'},
		{type: 'copy-planned', collection, objects: 2, bytes: 2000},
		{type: 'object-copied', collection, bytes: 1000},
	];
}

function ended(index: number): JobEvent {
	return {
		type: 'collection-ended',
		collection: `default.c${index}`,
		outcome: 'complete',
		rows: '1000',
		bytes: 2000,
	};
}

function folded(events: readonly JobEvent[]): Progress {
	return events.reduce((progress, event) => foldEvent(progress, event, 0), initialProgress);
}

/** A terminal, or a pipe, of which everything that was written is kept. */
function fakeStream({
	isTTY,
	columns = 80,
	rows = 24,
}: {
	isTTY: boolean;
	columns?: number;
	rows?: number;
}) {
	const stream = Object.assign(new PassThrough(), {isTTY, columns, rows});
	return {
		stream: stream as unknown as NodeJS.WriteStream,
		written: (): string => String(stream.read() ?? ''),
	};
}

function contextOf(stderr: NodeJS.WriteStream): Context {
	const streams = {stdin: process.stdin, stdout: stderr, stderr};
	return {
		command: 'create',
		globals: {input: true, json: false, debug: false},
		environment: {},
		streams,
		signal: new AbortController().signal,
		output: createOutput({streams, isJson: false, language: 'en'}),
		self: {executable: process.execPath, args: []},
		hints: [],
	};
}

test('a running job is one line for all and one for each collection at work', t => {
	const progress = folded([started(4), ...copying(0), ...copying(1)]);
	const [total, ...collections] = progressLines(progress, {
		messages,
		columns: 80,
		max: 4,
	});
	t.regex(total ?? '', /^Backing up {2}█+░+ +\d+ % {2}copying {2}2 KB of 4 KB {2}0:00 elapsed$/);
	t.regex(
		collections.join('\n'),
		/^ {2}default\.c0 +\d+ % {2}copying {2}1 KB of 2 KB\n {2}default\.c1 +\d+ % {2}copying {2}1 KB of 2 KB$/,
	);
});

test('a running job fits every terminal, in both languages', t => {
	const progress = folded([started(4), ...copying(0), ...copying(1)]);
	for (const columns of [80, 60, 120]) {
		for (const language of ['en', 'zh'] as const) {
			for (const line of progressLines(progress, {
				messages: messagesFor(language),
				columns,
				max: 4,
			})) {
				t.true(stringWidth(line) < columns, line);
			}
		}
	}
});

test('a job in one line of a log', t => {
	const progress = folded([started(4), ...copying(0), ended(0), ...copying(1)]);
	t.regex(
		summaryLine(progress, messages),
		/^\d+ %, copying, 1 of 4 collections done, 2 KB of 4 KB$/,
	);
});

test('a collection that ended is one line', t => {
	t.is(
		endedLine(
			{
				type: 'collection-ended',
				collection: 'default.c',
				outcome: 'complete',
				rows: '1',
				bytes: 1,
			},
			folded([started(1)]),
			messages,
		),
		'✔ default.c: done, checked, 1 row, 1 B',
	);
});

for (const rows of [24, 5, 3, 2]) {
	test(`on a terminal of ${rows} rows less than all of them are drawn over`, t => {
		const {stream, written} = fakeStream({isTTY: true, rows});
		const drawn = show(t, stream, 100);
		drawn.stop();
		// A frame ends where the cursor is sent up again.
		const frames = written().split(new RegExp(`${escape}\\[\\d+A`));
		for (const frame of frames) {
			t.true(frame.split('\n').length <= rows, JSON.stringify(frame));
		}
	});
}

test('what is drawn over is gone at the end, what ended stays, and the cursor was never hidden', t => {
	const {stream, written} = fakeStream({isTTY: true});
	const context = contextOf(stream);
	const view = drawJob(context, 2);
	run(view, [started(2), ...copying(0), ended(0), ...copying(1), ended(1)]);
	view.stop();
	const raw = written();
	const text = stripVTControlCharacters(raw);
	t.false(raw.includes(`${escape}[?25l`), 'the cursor');
	t.false(raw.includes(`${escape}[?7l`), 'line wrapping');
	t.true(text.includes('✔ default.c0: done, checked, 1,000 rows, 2 KB'));
	t.true(text.includes('✔ default.c1: done, checked, 1,000 rows, 2 KB'));
	// Erased to the end of the screen.
	t.true(raw.endsWith(`${escape}[0J`), JSON.stringify(raw.slice(-30)));
	context.output.note('after it');
	t.is(written(), 'after it\n');
});

test('in a log the first phase is told at once, and collections that end together in one line', t => {
	const {stream, written} = fakeStream({isTTY: false});
	const view = logJob(contextOf(stream).output);
	run(view, [started(10), ...copying(0)]);
	t.is(written(), 'default.c0: copying\n');
	run(
		view,
		Array.from({length: 10}, (_, index) => ended(index)),
		started(10),
	);
	t.is(written(), '', 'not more than about one line a second');
	view.stop();
	t.regex(written(), /^\d+ %, .*10 of 10 collections done.*\n$/);
});

test('in a log a few collections that end get a line each', t => {
	const {stream, written} = fakeStream({isTTY: false});
	const view = logJob(contextOf(stream).output);
	run(view, [started(2), ...copying(0), ended(0), ended(1)]);
	view.stop();
	const text = written();
	t.is(text, stripVTControlCharacters(text));
	t.deepEqual(text.split('\n'), [
		'default.c0: copying',
		'✔ default.c0: done, checked, 1,000 rows, 2 KB',
		'✔ default.c1: done, checked, 1,000 rows, 2 KB',
		'',
	]);
});

type View = ReturnType<typeof logJob>;

/** Shows events one after another, as a running job would. */
function run(view: View, events: readonly JobEvent[], first?: JobEvent): void {
	let progress = first ? folded([first]) : initialProgress;
	for (const event of events) {
		progress = foldEvent(progress, event, 0);
		view.show(progress, event);
	}
}

function show(t: ExecutionContext, stream: NodeJS.WriteStream, count: number): View {
	const view = drawJob(contextOf(stream), count);
	run(view, [started(count), ...Array.from({length: 10}, (_, index) => copying(index)).flat()]);
	t.teardown(() => {
		view.stop();
	});
	return view;
}
