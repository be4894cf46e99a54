import {Gauge, type Registry} from 'prom-client';
import type {ObservedRepository} from '../engine/observe-repository.js';
import type {BackupState, BackupSummary} from '../model/plans.js';
import {stripControl} from '../utils/strip-control.js';

type Sample<Label extends string> = {labels: Record<Label, string>; value: number};

const states: readonly BackupState[] = ['complete', 'partial', 'unfinished', 'unreadable'];

/**
 * Registers what a repository says of its backups and schedules. Times are seconds since 1970.
 *
 * @param look asked for each collection; the same answer for all that ask at once. Undefined: it was
 *   never read
 * @param isReachable could it be read the last time?
 */
export function registerRepositoryMetrics(
	registry: Registry,
	look: () => Promise<{observed: ObservedRepository | undefined; isReachable: boolean}>,
): void {
	const gauge = <Label extends string>(
		name: string,
		help: string,
		labelNames: readonly Label[],
		samplesOf: (observed: ObservedRepository) => ReadonlyArray<Sample<Label>>,
	): void => {
		new Gauge<Label>({
			name,
			help,
			labelNames: [...labelNames],
			registers: [registry],
			async collect() {
				const {observed} = await look();
				this.reset();
				for (const {labels, value} of observed ? samplesOf(observed) : []) {
					this.set(labels as Record<Label, string>, value);
				}
			},
		});
	};

	new Gauge({
		name: 'milvault_repository_up',
		help: 'Whether the repository could be read (1) or not (0).',
		registers: [registry],
		async collect() {
			this.set((await look()).isReachable ? 1 : 0);
		},
	});
	gauge(
		'milvault_last_backup_timestamp_seconds',
		'When the newest complete backup of each cluster was begun.',
		['cluster'],
		({backups}) =>
			latest(backups, ({state, createdAt}) => (state === 'complete' ? createdAt : undefined)),
	);
	gauge(
		'milvault_last_verification_timestamp_seconds',
		'When a backup of each cluster was last found to be as it was recorded.',
		['cluster'],
		({backups}) =>
			latest(backups, ({verified}) => (verified?.outcome === 'complete' ? verified.at : undefined)),
	);
	gauge(
		'milvault_last_restore_drill_timestamp_seconds',
		'When a backup of each cluster was last restored in a drill, and was right.',
		['cluster'],
		({backups}) =>
			latest(backups, ({verified}) =>
				verified?.restored?.outcome === 'complete' ? verified.restored.at : undefined,
			),
	);
	gauge('milvault_repository_backups', 'Backups in the repository.', ['state'], ({backups}) =>
		states.map(state => ({
			labels: {state},
			value: backups.filter(backup => backup.state === state).length,
		})),
	);
	gauge(
		'milvault_repository_size_bytes',
		'Bytes of objects of all backups of each cluster, as their metadata has them.',
		['cluster'],
		({backups}) =>
			[...Map.groupBy(backups, clusterOf)].map(([cluster, own]) => ({
				labels: {cluster},
				value: own.reduce((sum, {bytes = 0}) => sum + bytes, 0),
			})),
	);
	registerSchedules(gauge);
}

function registerSchedules(
	gauge: (
		name: string,
		help: string,
		labelNames: readonly ['schedule'],
		samplesOf: (observed: ObservedRepository) => ReadonlyArray<Sample<'schedule'>>,
	) => void,
): void {
	const each = (
		name: string,
		help: string,
		valueOf: (schedule: ObservedRepository['schedules'][number]) => number | undefined,
	): void => {
		gauge(name, help, ['schedule'], ({schedules}) =>
			schedules.flatMap(one => {
				const value = valueOf(one);
				return value === undefined ? [] : [{labels: {schedule: one.schedule.name}, value}];
			}),
		);
	};

	each(
		'milvault_schedule_next_run_timestamp_seconds',
		'When a schedule runs next.',
		({next: [next]}) => secondsOf(next),
	);
	each(
		'milvault_schedule_overdue_seconds',
		'Since when a schedule should have run and has not; 0 where nothing is due.',
		({overdueMs}) => overdueMs / 1000,
	);
	each(
		'milvault_schedule_last_run_timestamp_seconds',
		'When the last run of a schedule started.',
		({last}) => secondsOf(last?.startedAt),
	);
	each(
		'milvault_schedule_last_run_success',
		'Whether the last run of a schedule that has ended was complete (1) or not (0).',
		({last}) => (last?.outcome === undefined ? undefined : last.outcome === 'complete' ? 1 : 0),
	);
	each(
		'milvault_schedule_skipped_runs',
		'Runs of a schedule that were left out because one still ran.',
		({skips}) => skips?.count ?? 0,
	);
}

function latest(
	backups: readonly BackupSummary[],
	timeOf: (backup: BackupSummary) => string | undefined,
): Array<Sample<'cluster'>> {
	const times = new Map<string, number>();
	for (const backup of backups) {
		const seconds = secondsOf(timeOf(backup));
		if (seconds !== undefined) {
			const cluster = clusterOf(backup);
			times.set(cluster, Math.max(times.get(cluster) ?? 0, seconds));
		}
	}

	return [...times].map(([cluster, value]) => ({labels: {cluster}, value}));
}

/** Empty: milvus-backup does not record it. */
function clusterOf({cluster = ''}: BackupSummary): string {
	return stripControl(cluster);
}

function secondsOf(time: string | undefined): number | undefined {
	return time === undefined ? undefined : Date.parse(time) / 1000;
}
