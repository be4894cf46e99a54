import test from 'ava';
import {reduceDialog} from '../../source/dialog/dialog.js';
import type {Warning} from '../../source/model/job-events.js';
import {cannedDialog} from '../helpers/dialog/canned-dialog.js';
import {
	backups,
	collections,
	detected,
	opened,
	restorePlan,
	seen,
	targets,
	usual,
} from '../helpers/dialog/canned-facts.js';

/* The flows without a face: what is asked when, what is kept, what comes out. */

const all = collections.map(({collection}) => collection);

test('a backup: collections, name, plan, start; each with the answer that most people give', t => {
	const dialog = cannedDialog(usual);
	t.like(dialog.question(), {id: 'home', canGoBack: false});
	dialog.choose('back-up');
	const pick = dialog.question();
	t.is(pick.kind, 'pick');
	t.deepEqual(pick.kind === 'pick' && pick.picked, all);
	dialog.answer(all);
	const name = dialog.question();
	t.is(name.kind === 'text' && name.initial, 'backup_2026_11_25_103000');
	dialog.answer('nightly');
	const review = dialog.question();
	t.is(review.kind === 'choose' && review.preselected, 'start');
	const body = review.kind === 'choose' ? review.body : [];
	t.true(body.some(({text}) => text.includes("milvault create --name 'nightly_{date}'")));
	dialog.choose('start');
	t.like(dialog.question(), {kind: 'job', canGoBack: false});
	t.deepEqual(dialog.asked.find(({kind}) => kind === 'planBackup')?.input, {
		name: 'nightly',
		filter: undefined,
		strategy: 'auto',
		withRbac: false,
	});
});

test('nothing is started before the user chooses Start, and printing the command starts nothing', t => {
	const dialog = cannedDialog(usual).choose('back-up').answer(['sales.orders']).answer('orders');
	t.false(dialog.asked.some(({kind}) => kind === 'start'));
	dialog.choose('print');
	const end = dialog.step;
	t.like(end, {kind: 'leave'});
	t.deepEqual(end.kind === 'leave' && end.keeps, [
		{
			text: "milvault create --name 'orders_{date}' --filter sales.orders",
			isCommand: true,
		},
	]);
	t.false(dialog.asked.some(({kind}) => kind === 'start'));
});

test('Esc on every step, to the first one, and forward again with every answer kept', t => {
	const dialog = cannedDialog(usual)
		.choose('restore')
		.choose('nightly_2026_11_25')
		.answer(['sales.orders'])
		.choose('suffix')
		.answer('_was');
	t.is(dialog.question().kind, 'resolve');
	const ids: string[] = [];
	while (dialog.question().id !== 'home') {
		ids.push(dialog.question().id);
		t.true(dialog.question().canGoBack, dialog.question().id);
		dialog.back();
	}

	t.deepEqual(ids, ['resolutions', 'suffix', 'naming', 'restoreCollections', 'backup']);
	t.like(dialog.question(), {preselected: 'restore'});
	dialog.choose('restore');
	t.like(dialog.question(), {preselected: 'nightly_2026_11_25'});
	dialog.choose('nightly_2026_11_25');
	t.like(dialog.question(), {picked: ['sales.orders']});
	dialog.answer(['sales.orders']);
	t.like(dialog.question(), {preselected: 'suffix'});
	dialog.choose('suffix');
	t.like(dialog.question(), {initial: '_was'});
});

test('an answer that comes too late, for a question that is not asked any more, is none', t => {
	const dialog = cannedDialog(usual).choose('back-up');
	const pick = dialog.question();
	const {state} = dialog;
	// Typed ahead: the first screen’s Enter once more.
	const late = {type: 'answered', id: 'home', value: 'restore'} as const;
	t.is(reduceDialog(state, late, pick), state);
	const fitting = {type: 'answered', id: pick.id, value: all} as const;
	t.not(reduceDialog(state, fitting, pick), state);
});

test('a name: the rules, taken ones, unfinished ones, and one that is free', t => {
	const dialog = cannedDialog(usual).choose('back-up').answer(all);
	const step = dialog.question();
	const check = step.kind === 'text' ? step.check : () => undefined;
	t.is(check('nightly'), undefined);
	t.is(check('1st-of-all'), undefined);
	t.regex(check('first of all')?.problem ?? '', /letter/);
	t.is(check('first of all')?.suggestion, 'first_of_all');
	t.like(check('nightly_2026_11_25'), {
		problem: 'A backup “nightly_2026_11_25” already exists.',
		suggestion: 'nightly_2026_11_25_2',
	});
	t.like(check('torn'), {suggestion: 'torn_2'});
	t.regex(check('torn')?.problem ?? '', /unfinished/);
});

test('the last name comes back with today’s date', t => {
	const next = (name: string) => {
		const step = cannedDialog({...usual, backups: {value: []}}, {remembered: {name}})
			.choose('back-up')
			.answer(all)
			.question();
		return step.kind === 'text' ? step.initial : '';
	};

	t.is(next('nightly_2026_11_24'), 'nightly_2026_11_25');
	t.is(next('nightly'), 'nightly_2026_11_25');
	t.is(next('backup_2026_11_24_090000'), 'backup_2026_11_25_103000');
});

test('a name with a time comes back with today’s, and as a command it is free twice a day', t => {
	const name = 'nightly_2026_11_24_090000';
	const dialog = cannedDialog(usual, {remembered: {name}}).choose('back-up').answer(all);
	const step = dialog.question();
	t.is(step.kind === 'text' && step.initial, 'nightly_2026_11_25_103000');
	const end = dialog.answer('backup_2026_11_25_103000').choose('print').step;
	t.is(
		end.kind === 'leave' ? end.keeps[0]?.text : '',
		"milvault create --name 'backup_{date}_{time}'",
	);
});

const narrow = {
	collections: ['default.hello_milvus'],
	offered: ['default.hello_milvus', 'default.products'],
	offeredAt: opened.address,
};
for (const [language, sentences] of [
	[
		'en',
		[
			'Same as last time: 1 of 4 collections.',
			'New since then, not picked: sales.orders and sales.refunds.',
			'Rows that are not flushed yet are not counted here.',
		],
	],
	[
		'zh',
		[
			'与上次相同：选中 1（共 4 个集合）。',
			'此后新建、未选中：sales.orders、sales.refunds。',
			'此处不计尚未落盘的行。',
		],
	],
] as const) {
	test(`a narrower selection of the last time is told, with what is new since: ${language}`, t => {
		const pick = cannedDialog(usual, {remembered: narrow, language}).choose('back-up').question();
		t.like(pick, {picked: ['default.hello_milvus']});
		t.deepEqual(pick.kind === 'pick' && pick.body.map(({text}) => text), [...sentences]);
	});
}

test('what is new in a database that was picked as a whole is picked, and told; many are counted', t => {
	const body = (offered: string[], picked: string[]) => {
		const step = cannedDialog(usual, {
			remembered: {...narrow, offered, collections: picked},
		})
			.choose('back-up')
			.question();
		return step.kind === 'pick' ? step.body.map(({text}) => text).slice(0, -1) : [];
	};

	t.deepEqual(body(['default.hello_milvus', 'sales.orders'], ['default.hello_milvus']), [
		'Same as last time: 2 of 4 collections.',
		'New since then, not picked: sales.refunds.',
		'New since then, picked: default.products.',
	]);
	const many = Array.from({length: 5}, (_, index) => seen('sales', `new_${index}`, 1));
	const step = cannedDialog(
		{
			...usual,
			look: {
				value: {
					databases: ['default', 'sales'],
					collections: [...collections.slice(0, 2), ...many],
				},
			},
		},
		{remembered: narrow},
	)
		.choose('back-up')
		.question();
	t.deepEqual(step.kind === 'pick' && step.body.map(({text}) => text), [
		'Same as last time: 1 of 7 collections.',
		'New since then, not picked: 5 collections.',
	]);
});

test('a selection made on another Milvus, or before it was known on which, chooses nothing here', t => {
	for (const offeredAt of ['other.example:19530', undefined]) {
		const pick = cannedDialog(usual, {remembered: {...narrow, offeredAt}})
			.choose('back-up')
			.question();
		t.like(pick, {picked: all, body: [{tone: 'dim'}]});
		t.is(pick.kind === 'pick' && pick.body.length, 1);
	}
});

test('a collection that shows no rows may have some that are not flushed: told in the tree and in the plan', t => {
	const note = 'Rows that are not flushed yet are not counted here.';
	const plan = (picked: string[]) => {
		const step = cannedDialog(usual).choose('back-up').answer(picked).answer('x').question();
		return step.kind === 'choose' ? step.body.map(({text}) => text) : [];
	};

	t.true(plan(['sales.refunds']).includes(`  ${note}`));
	t.false(plan(['sales.orders']).includes(`  ${note}`));
});

test('a replaced collection needs its name, and the command says so too', t => {
	const dialog = cannedDialog({
		...usual,
		planRestore: request => ({
			kind: 'restore',
			name: request.name,
			backupId: 'f1',
			clusterId: {collections: []},
			cluster: 'prod-eu',
			milvusVersion: '2.3.5',
			backupVersion: '2.3.5',
			from: '',
			clusterData: '',
			readsFrom: {place: '', isTemporary: false},
			request,
			databasesToCreate: [],
			collections: [
				{
					source: 'sales.orders',
					target: 'sales.orders',
					action: 'replace',
					rows: '1',
					bytes: 1,
					partitions: 1,
					indexes: 1,
					importJobs: 1,
					aliases: [],
					willLoad: true,
				},
			],
			warnings: [],
		}),
	})
		.choose('restore')
		.choose('nightly_2026_11_25')
		.answer(['default.hello_milvus', 'sales.orders'])
		.choose('same')
		.answer({
			'default.hello_milvus': {kind: 'create', target: 'default.hello_milvus'},
			'sales.orders': {kind: 'replace', target: 'sales.orders'},
		});
	const confirm = dialog.question();
	t.is(confirm.id, 'confirm sales.orders');
	t.truthy(confirm.kind === 'text' && confirm.check('orders'));
	t.falsy(confirm.kind === 'text' && confirm.check('sales.orders'));
	dialog.answer('sales.orders').choose('print');
	const end = dialog.step;
	t.is(
		end.kind === 'leave' ? end.keeps[0]?.text : '',
		'milvault restore --name nightly_2026_11_25 --on-conflict sales.orders:replace --confirm sales.orders',
	);
});

test('rows that would vanish by their time to live are asked about, and the command says the answer', t => {
	const expire: Warning = {
		code: 'rows-expire',
		details: {
			collections: [
				{
					collection: 'default.hello_milvus',
					rows: '3000',
					seconds: 60,
					expired: '2900',
					soon: '0',
				},
			],
		},
	};
	const asked = () =>
		cannedDialog({
			...usual,
			planRestore: request => ({
				...restorePlan,
				request,
				warnings: request.withoutTtl ? [] : [expire],
			}),
		})
			.choose('restore')
			.choose('nightly_2026_11_25')
			.answer(['default.hello_milvus'])
			.choose('same')
			.answer({
				'default.hello_milvus': {kind: 'create', target: 'default.hello_milvus'},
			});
	const question = asked().question();
	t.is(question.id, 'timeToLive');
	t.true(
		question.kind === 'choose' &&
			question.preselected === 'without' &&
			question.body?.some(({text}) => text.includes('2,900 of 3,000')),
	);
	for (const [answer, flag] of [
		['without', ' --without-ttl'],
		['with', ''],
	] as const) {
		const end = asked().choose(answer).choose('print').step;
		t.is(
			end.kind === 'leave' ? end.keeps[0]?.text : '',
			`milvault restore --name nightly_2026_11_25 --filter 'default.*' --on-conflict sales.orders:skip${flag}`,
		);
	}
});

test('what fails is told with what to do, and can be tried again', t => {
	const dialog = cannedDialog({
		...usual,
		look: {
			error: {
				code: 'milvus-unreachable',
				details: {address: 'm:19530', reason: 'nothing listens there'},
			},
		},
	}).choose('back-up');
	const failed = dialog.question();
	t.is(failed.id, 'failed');
	t.regex(JSON.stringify(failed.kind === 'choose' && failed.body), /m:19530/);
	dialog.choose('back');
	t.is(dialog.question().id, 'home');
});

test('a wrong login asks for the password, and a wrong one can be corrected', t => {
	const dialog = cannedDialog({
		...usual,
		open: {
			error: {
				code: 'milvus-login',
				details: {address: 'm:1', user: 'root'},
			},
		},
	});
	t.like(dialog.question(), {id: 'password', isSecret: true});
	dialog.answer('wrong');
	t.like(dialog.question(), {id: 'not-open'});
	t.deepEqual(
		dialog.asked.flatMap(effect => (effect.kind === 'open' ? [effect.input.typed] : [])),
		[undefined, {password: 'wrong'}],
	);
	dialog.choose('again');
	t.like(dialog.question(), {id: 'password'});
});

test('with nothing configured the practice cluster is preselected, unless something of Milvus is here', t => {
	const start = (change: Partial<typeof detected>) => {
		const step = cannedDialog({
			...usual,
			detect: {
				value: {
					...detected,
					isConfigured: false,
					...change,
				},
			},
		}).question();
		return step.kind === 'choose' ? step.preselected : undefined;
	};

	t.is(start({}), 'practice');
	t.is(start({isMilvusHere: true}), 'connect');
});

const quoted: Warning = {
	code: 'blank-at-end',
	details: {key: 'clusters.c.milvus.address', origin: 'file m.yaml:3'},
};

for (const [where, canned, id] of [
	['above the first question', usual, 'home'],
	[
		'where nothing can be opened: they may be why',
		{...usual, open: {error: {code: 'milvus-unreachable', details: {address: 'a:1', reason: ''}}}},
		'not-open',
	],
	['where nothing is configured', usual, 'start'],
] as const) {
	test(`warnings about the configuration file are shown ${where}`, t => {
		const bodyWith = (warnings: readonly Warning[]): string[] => {
			const value = {...detected, isConfigured: id !== 'start', warnings};
			const step = cannedDialog({...canned, detect: {value}}).question();
			t.is(step.id, id);
			return step.kind === 'choose' ? step.body.map(({text}) => text) : [];
		};

		const isAbout = (text: string): boolean => /^! .*clusters\.c\.milvus\.address/.test(text);
		t.is(bodyWith([quoted]).filter(isAbout).length, 1);
		t.is(bodyWith([]).filter(isAbout).length, 0);
	});
}

test('only whole backups can be restored; all can be looked at', t => {
	const restore = cannedDialog(usual).choose('restore').question();
	t.deepEqual(restore.kind === 'choose' && restore.choices.map(({value}) => value), [
		'nightly_2026_11_25',
	]);
	const browse = cannedDialog(usual).choose('browse').question();
	t.deepEqual(
		browse.kind === 'choose' && browse.choices.map(({value}) => value),
		backups.map(({name}) => name),
	);
});

test('two sources on one target, a bad name and nothing at all are refused on the spot', t => {
	const step = cannedDialog(usual)
		.choose('restore')
		.choose('nightly_2026_11_25')
		.answer(['default.hello_milvus', 'sales.orders'])
		.choose('same')
		.question();
	t.is(step.kind, 'resolve');
	if (step.kind !== 'resolve') {
		return;
	}

	t.deepEqual(step.targets, targets);
	const {resolutions, check} = step;
	t.is(check(resolutions), undefined);
	t.like(resolutions['sales.orders'], {
		kind: 'rename',
		target: 'sales.orders_restored',
	});
	t.regex(
		check({
			...resolutions,
			'sales.orders': {kind: 'rename', target: 'default.hello_milvus'},
		})?.problem ?? '',
		/would all be restored into default\.hello_milvus/,
	);
	t.regex(
		check({
			...resolutions,
			'sales.orders': {kind: 'rename', target: 'sales.1st'},
		})?.problem ?? '',
		/not a valid collection name/,
	);
	const skipped = {kind: 'skip', target: ''} as const;
	t.regex(
		check({'default.hello_milvus': skipped, 'sales.orders': skipped})?.problem ?? '',
		/nothing to restore/,
	);
});
