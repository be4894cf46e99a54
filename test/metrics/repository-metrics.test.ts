import test from 'ava';
import {Registry} from 'prom-client';
import type {ObservedRepository} from '../../source/engine/observe-repository.js';
import {registerRepositoryMetrics} from '../../source/metrics/repository-metrics.js';

const backup = (name: string, more: object) =>
	({
		name,
		madeBy: 'milvault',
		state: 'complete',
		cluster: 'prod',
		...more,
	}) as ObservedRepository['backups'][number];

const observed: ObservedRepository = {
	backups: [
		backup('a', {
			createdAt: '2026-01-01T00:00:10Z',
			bytes: 100,
			verified: {
				at: '2026-01-03T00:00:00Z',
				level: 'full',
				outcome: 'complete',
				restored: {at: '2026-01-02T00:00:00Z', outcome: 'complete'},
			},
		}),
		backup('b', {
			createdAt: '2026-01-02T00:00:00Z',
			bytes: 20,
			verified: {
				at: '2026-01-04T00:00:00Z',
				level: 'quick',
				outcome: 'failed',
				restored: {at: '2026-01-04T00:00:00Z', outcome: 'failed'},
			},
		}),
		backup('c', {state: 'partial', createdAt: '2026-02-01T00:00:00Z'}),
		backup('d', {cluster: 'te"st\n', createdAt: '2026-01-01T00:00:00Z'}),
	],
	schedules: [
		{
			schedule: {
				name: 'nightly',
				cron: '0 2 * * *',
				timeZone: 'UTC',
				cluster: 'prod',
				create: {},
				after: [],
				since: '2026-01-01T00:00:00Z',
			},
			next: ['2026-01-05T02:00:00Z'],
			overdueMs: 90_000,
			skips: {count: 2, slot: '2026-01-03T02:00:00Z'},
			last: {
				startedAt: '2026-01-04T02:00:01Z',
				backup: 'b',
				outcome: 'partial',
				steps: [],
				host: 'h',
			},
		},
	],
};

const seconds = (time: string): string => String(Date.parse(time) / 1000);

async function linesOf(seen: {observed: ObservedRepository | undefined; isReachable: boolean}) {
	const registry = new Registry();
	registerRepositoryMetrics(registry, async () => seen);
	const text = await registry.metrics();
	return text.split('\n').filter(line => line !== '' && !line.startsWith('#'));
}

test('times, numbers and sizes of a repository, by cluster and schedule', async t => {
	t.deepEqual((await linesOf({observed, isReachable: true})).toSorted(), [
		`milvault_last_backup_timestamp_seconds{cluster="prod"} ${seconds('2026-01-02T00:00:00Z')}`,
		`milvault_last_backup_timestamp_seconds{cluster="te\\"st "} ${seconds('2026-01-01T00:00:00Z')}`,
		`milvault_last_restore_drill_timestamp_seconds{cluster="prod"} ${seconds('2026-01-02T00:00:00Z')}`,
		`milvault_last_verification_timestamp_seconds{cluster="prod"} ${seconds('2026-01-03T00:00:00Z')}`,
		'milvault_repository_backups{state="complete"} 3',
		'milvault_repository_backups{state="partial"} 1',
		'milvault_repository_backups{state="unfinished"} 0',
		'milvault_repository_backups{state="unreadable"} 0',
		'milvault_repository_size_bytes{cluster="prod"} 120',
		'milvault_repository_size_bytes{cluster="te\\"st "} 0',
		'milvault_repository_up 1',
		'milvault_schedule_last_run_success{schedule="nightly"} 0',
		`milvault_schedule_last_run_timestamp_seconds{schedule="nightly"} ${seconds('2026-01-04T02:00:01Z')}`,
		`milvault_schedule_next_run_timestamp_seconds{schedule="nightly"} ${seconds('2026-01-05T02:00:00Z')}`,
		'milvault_schedule_overdue_seconds{schedule="nightly"} 90',
		'milvault_schedule_skipped_runs{schedule="nightly"} 2',
	]);
});

test('a repository that cannot be read is away, and what was seen last stays', async t => {
	t.deepEqual(await linesOf({observed: undefined, isReachable: false}), [
		'milvault_repository_up 0',
	]);
	const lines = await linesOf({observed, isReachable: false});
	t.true(lines.includes('milvault_repository_up 0'));
	t.is(lines.length, 16);
});
