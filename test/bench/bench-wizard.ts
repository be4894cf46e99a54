import {rowOf} from '../../source/wizard/steps/steps.js';
import type {Press} from '../../source/wizard/key.js';
import {configOf, storageConfig} from '../end-to-end/milvault.js';
import {cannedDialog} from '../helpers/dialog/canned-dialog.js';
import {seen, usual} from '../helpers/dialog/canned-facts.js';
import {linesOf, shownStep, stateOf} from '../helpers/dialog/screens.js';
import {DataType, ok, openSdk} from '../helpers/milvus/rows.js';
import {settingsOf} from '../helpers/backups/s3-storage.js';
import type {MilvusServer} from '../helpers/servers/milvus.js';
import type {MinioServer} from '../helpers/servers/servers.js';
import {keys, openWizard, wizardHome} from '../helpers/program/wizard-terminal.js';
import {median, spread} from './measure.js';
import {line, reach, title} from './report.js';

/**
 * The wizard: from its start to its first frame, what it writes while numbers change, and what a
 * key costs among 5,000 collections.
 */
export async function benchWizard(milvus: MilvusServer, minio: MinioServer): Promise<void> {
	title('The wizard');
	const ends: Array<() => unknown> = [];
	const t = {
		teardown(end: () => unknown) {
			ends.push(end);
		},
	};
	try {
		await firstFrame(t);
		await bytesWhileCopying(t, milvus, minio);
		keysAmongMany();
	} finally {
		for (const end of ends.toReversed()) {
			await end();
		}
	}
}

type Scope = Parameters<typeof wizardHome>[0];

async function firstFrame(t: Scope): Promise<void> {
	const times: number[] = [];
	for (let count = 0; count < 5; count++) {
		const home = await wizardHome(t);
		const since = performance.now();
		const wizard = openWizard(t, home);
		await wizard.shows('milvault');
		times.push(performance.now() - since);
		wizard.press(keys.controlC);
		await wizard.ended;
	}

	line('first frame, ms', spread(times, 0));
}

async function bytesWhileCopying(
	t: Scope,
	milvus: MilvusServer,
	minio: MinioServer,
): Promise<void> {
	const client = await openSdk(milvus);
	const collection = {collection_name: 'watched'};
	ok(
		await client.createCollection({
			...collection,
			fields: [
				{name: 'id', data_type: DataType.Int64, is_primary_key: true},
				{name: 'v', data_type: DataType.FloatVector, dim: 128},
			],
		}),
	);
	for (let start = 0; start < 20_000; start += 5000) {
		ok(
			await client.insert({
				...collection,
				data: Array.from({length: 5000}, (_, index) => ({
					id: String(start + index),
					// Nothing in it repeats: Milvus compresses.
					v: Array.from(
						{length: 128},
						(_, at) => (Math.sin((start + index) * 128 + at) * 43_758.5453) % 1,
					),
				})),
			}),
		);
	}

	await client.closeConnection();
	const repository = settingsOf('backups', {rootPath: 'watched'}, minio);
	const home = await wizardHome(t, {
		...configOf(milvus, storageConfig(repository)),
		limits: {bytesPerSecond: 400_000},
	});
	const wizard = openWizard(t, home);
	await wizard.answer('What would you like to do?', keys.enter);
	await wizard.answer('Which collections?', keys.enter);
	await wizard.answer('Name of the backup', keys.enter);
	await wizard.answer('Start?', keys.enter);
	await wizard.shows('copying');
	const before = wizard.bytes();
	const framesBefore = framesIn(wizard.raw());
	const since = performance.now();
	await wizard.shows('What next?');
	const seconds = (performance.now() - since) / 1000;
	reach('written a second while copying', (wizard.bytes() - before) / seconds / 1000, 4, 'KB');
	reach('frames a second while copying', (framesIn(wizard.raw()) - framesBefore) / seconds, 10, '');
	wizard.press('q');
	await wizard.ended;
}

/** Each begins by going up to the first line of the last one. */
function framesIn(raw: string): number {
	return raw.split('milvault 0.').length - 1;
}

function keysAmongMany(): void {
	const many = Array.from({length: 5000}, (_, index) =>
		seen(`db_${index % 50}`, `collection_${index}`, index, '描述'),
	);
	const dialog = cannedDialog({
		...usual,
		look: {
			value: {
				databases: [...new Set(many.map(({db}) => db))],
				collections: many,
			},
		},
	});
	const size = {columns: 80, rows: 24};
	// The home screen comes before: what the very first screen of a process costs is not this one's.
	linesOf(stateOf(dialog.step, size));
	const step = shownStep(dialog.choose('back-up').step);
	const row = rowOf(step);
	const presses: Press[] = [
		{name: 'down'},
		{name: 'page-down'},
		{name: 'text', text: ' '},
		{name: 'text', text: '/'},
		{name: 'text', text: '4'},
		{name: 'text', text: '2'},
		{name: 'backspace'},
		{name: 'escape'},
		{name: 'end'},
		{name: 'text', text: 'a'},
		{name: 'text', text: 'a'},
	];
	const firstAt = performance.now();
	let view = row.start(step);
	linesOf(stateOf(step, size, {view}));
	const firstMs = performance.now() - firstAt;
	const times: number[] = [];
	for (let round = 0; round < 20; round++) {
		for (const press of presses) {
			const since = performance.now();
			const result = row.press(step, view, press, size);
			view = result?.to === 'view' ? result.view : view;
			linesOf(stateOf(step, size, {view}));
			times.push(performance.now() - since);
		}
	}

	reach('first paint, 5,000 collections', firstMs, 50, 'ms');
	reach('a key, 5,000 collections, median', median(times), 50, 'ms');
	reach('a key, 5,000 collections, slowest', Math.max(...times), 50, 'ms');
}
