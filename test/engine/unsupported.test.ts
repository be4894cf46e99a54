import test from 'ava';
import type {BackupCollection} from '../../source/engine/repository/collection-view.js';
import {unsupportedIn} from '../../source/engine/restore/unsupported.js';
import type {FieldSchema} from '../../source/model/collection.js';
import {featuresOf} from '../../source/milvus/features.js';
import {viewOf} from '../helpers/backups/view-of.js';

/* What of a collection a server does not have, by its version: a plain table, no server. */

const field = (
	name: string,
	dataType: number,
	changes: Partial<FieldSchema> = {},
): FieldSchema => ({fieldID: '101', name, data_type: dataType, ...changes});

type Case = [what: string, view: BackupCollection, first: string, before: string];

const cases: readonly Case[] = [
	['an array', viewWith([field('a', 22, {element_type: 5})]), '2.3.4', '2.3.2'],
	['Float16Vector', viewWith([field('v', 102)]), '2.4.0', '2.3.5'],
	['SparseFloatVector', viewWith([field('v', 104)]), '2.4.0', '2.3.5'],
	['a null', viewWith([field('n', 5, {nullable: true})]), '2.5.0', '2.4.24'],
	['a function', viewWith([], {functions: true}), '2.5.0', '2.4.24'],
	['Geometry', viewWith([field('g', 24)]), '2.6.0', '2.5.27'],
	['Int8Vector', viewWith([field('v', 105)]), '2.6.0', '2.5.27'],
	[
		'a VarChar key that Milvus makes',
		viewWith([field('k', 21, {is_primary_key: true, autoID: true})]),
		'2.3.0',
		'2.2.16',
	],
	['storage version 2', viewWith([], {storage: '2'}), '2.6.0', '2.5.27'],
];

for (const [what, view, first, before] of cases) {
	test(`${what}: from Milvus ${first} on, refused by ${before} with the field or function and that version`, t => {
		t.is(unsupportedIn(view, milvus(first), {withRows: true}), undefined);
		const error = unsupportedIn(view, milvus(before), {withRows: true});
		t.is(error?.code, 'milvus-unsupported');
		t.regex(error?.message ?? '', new RegExp(`default\\.c.*from Milvus ${first} on.*${before}`));
	});
}

test('what every version has is refused by none', t => {
	const view = viewWith([
		field('id', 5, {is_primary_key: true, autoID: true}),
		field('s', 21),
		field('j', 23),
		field('v', 101),
		field('b', 100),
		field('$meta', 23, {is_dynamic: true, nullable: true}),
	]);
	for (const version of ['2.2.16', '2.3.0', '2.6.19']) {
		t.is(unsupportedIn(view, milvus(version), {withRows: true}), undefined);
	}
});

test('how rows are stored is no matter where none are restored', t => {
	for (const storage of ['2', '3']) {
		const view = viewWith([], {storage});
		t.is(unsupportedIn(view, milvus('2.3.5'), {withRows: false}), undefined);
	}

	const newer = viewWith([], {storage: '3'});
	const error = unsupportedIn(newer, milvus('2.6.19'), {withRows: true});
	t.like(error, {
		code: 'unknown-storage-version',
		details: {collection: 'default.c', segment: '1', version: '3'},
	});
});

test('a server that tells no version, and may be a 2.5, is asked by making the collection', t => {
	const view = viewWith([field('n', 5, {nullable: true})]);
	const at = (version: string) =>
		unsupportedIn(
			view,
			{features: featuresOf(version), version: 'unknown', buildTag: 'unknown'},
			{withRows: true},
		)?.code;
	t.is(at('2.4.10'), undefined);
	t.is(at('2.3.5'), 'milvus-unsupported');
});

function milvus(version: string) {
	return {features: featuresOf(version), version, buildTag: `v${version}`};
}

function viewWith(
	fields: FieldSchema[],
	{storage, functions}: {storage?: string; functions?: boolean} = {},
): BackupCollection {
	const segment = {
		segment_id: '1',
		collection_id: '7',
		partition_id: '8',
		...(storage !== undefined && {storage_version: storage}),
	};
	return viewOf([segment], {fields, ...(functions && {functions: [{name: 'bm25'}]})});
}
