import test from 'ava';
import {featuresOf, newerVersion, releaseOf, type Features} from '../../source/milvus/features.js';

const lines: ReadonlyArray<[tag: string, version: string, isRunLive: boolean, has: string]> = [
	['v2.2.16-lite', '2.2.16', true, 'rename'],
	['v2.3.0', '2.3.0', true, 'autoIdText countStar rename upsert vectorOutput'],
	[
		'v2.3.2',
		'2.3.2',
		true,
		'autoIdText countStar flushTimestamp lateDeletes rename upsert vectorOutput',
	],
	[
		'v2.3.5-lite',
		'2.3.5',
		true,
		'arrayType autoIdText countStar deletesByTime flushTimestamp lateDeletes rename upsert vectorOutput',
	],
	[
		'v2.4.2',
		'2.4.2',
		false,
		'arrayType autoIdText clusteringKey countStar deletesByTime endTsIsTso flushTimestamp gcPause groupImport halfAndSparseVectors l0 lateDeletes parallelImports rename restImport upsert vectorOutput',
	],
	[
		'2.4.15',
		'2.4.15',
		false,
		'arrayType autoIdText clusteringKey countStar databaseProperties deletesByTime describeDatabase endTsIsTso flushTimestamp gcPause groupImport halfAndSparseVectors l0 lateDeletes parallelImports rbacBackup rename restImport upsert vectorOutput',
	],
	[
		'v2.5.10-gpu',
		'2.5.10',
		false,
		'arrayType autoIdText clusteringKey countStar databaseProperties deletesByTime describeDatabase endTsIsTso flushTimestamp functions gcPause groupImport halfAndSparseVectors l0 lateDeletes nullable parallelImports rbacBackup rename restImport segmentsDescribe upsert vectorOutput',
	],
	[
		'v2.6.6',
		'2.6.6',
		false,
		'addField arrayType autoIdText clusteringKey countStar databaseProperties deletesByTime describeDatabase dollarInNames endTsIsTso flushTimestamp functions gcPause groupImport halfAndSparseVectors l0 l0EndTs lateDeletes multiL0InOneJob nullable parallelImports rbacBackup rename restImport segmentsDescribe storageVersion2 typesOf26 upsert vectorOutput',
	],
];

for (const [tag, version, isRunLive, has] of lines) {
	test(`${tag} is ${version} and can what it can`, t => {
		const features = featuresOf(tag);
		t.is(releaseOf(tag), version);
		t.is(features.isRunLive, isRunLive);
		t.is(namesOf(features), has);
	});
}

test('what tells no version has none, and can what the oldest can', t => {
	for (const tag of ['master-20260801-abc', 'unknown', '2.6-20260801-abc']) {
		t.is(releaseOf(tag), undefined);
	}

	t.is(namesOf(featuresOf('unknown')), '');
	t.is(newerVersion('2.3.5', '2.3.10'), '2.3.10');
	t.is(newerVersion('2.4.10', '2.5-20260801'), '2.5-20260801');
	t.is(newerVersion('2.3.0', 'unknown'), '2.3.0');
});

function namesOf(features: Features): string {
	return Object.entries(features)
		.filter(([name, can]) => can && name !== 'isRunLive')
		.map(([name]) => name)
		.toSorted()
		.join(' ');
}
