import {collectDefaultMetrics, Counter, Gauge, Histogram, Registry} from 'prom-client';
import {listBackups} from '../engine/list-backups.js';
import type {JobResult, JobSummary} from '../model/jobs.js';
import type {BackupSummary} from '../model/plans.js';
import {stripControl} from '../utils/strip-control.js';
import type {ServerContext} from './serve-options.js';

export type Metrics = {
	registry: Registry;
	ended(job: JobSummary, result: JobResult | undefined): void;
};

/** Backups are listed no more often than this, however often a caller asks. */
const lookedAtEveryMs = 60_000;
const durations = [1, 5, 15, 60, 300, 900, 3600, 4 * 3600, 12 * 3600];

/**
 * What Prometheus reads: jobs of this server since its start, and what the repository says of the
 * last backups.
 */
export function createMetrics({
	session,
	log,
	messages,
}: Pick<ServerContext, 'session' | 'log' | 'messages'>): Metrics {
	const registry = new Registry();
	collectDefaultMetrics({register: registry, prefix: 'milvault_'});
	const registers = [registry];
	const jobs = new Counter({
		name: 'milvault_jobs_total',
		help: 'Ended jobs, by kind and outcome.',
		labelNames: ['kind', 'outcome'],
		registers,
	});
	const bytes = new Counter({
		name: 'milvault_bytes_total',
		help: 'Bytes of objects that jobs backed up, restored or verified.',
		labelNames: ['kind'],
		registers,
	});
	const seconds = new Histogram({
		name: 'milvault_job_duration_seconds',
		help: 'Duration of jobs, from their first start to their end.',
		labelNames: ['kind'],
		buckets: durations,
		registers,
	});

	/** Of the last listing that was answered; shown on while the repository is away. */
	let known: readonly BackupSummary[] = [];
	let looked: {at: number; backups: Promise<readonly BackupSummary[]>} | undefined;
	const list = async (): Promise<readonly BackupSummary[]> => {
		try {
			known = await listBackups(session);
		} catch {
			log(messages.server.noMetrics);
		}

		return known;
	};

	/** One listing for all that ask meanwhile: Prometheus's client collects everything at once. */
	const look = async (): Promise<readonly BackupSummary[]> => {
		const now = performance.now();
		if (!looked || now - looked.at > lookedAtEveryMs) {
			looked = {at: now, backups: list()};
		}

		return looked.backups;
	};

	const latest = (
		name: string,
		help: string,
		timeOf: (backup: BackupSummary) => string | undefined,
	): void => {
		new Gauge({
			name,
			help,
			labelNames: ['cluster'],
			registers,
			async collect() {
				const backups = await look();
				this.reset();
				const times = new Map<string, number>();
				for (const backup of backups) {
					const time = timeOf(backup);
					if (time !== undefined) {
						const cluster = stripControl(backup.cluster ?? '');
						const before = times.get(cluster) ?? 0;
						times.set(cluster, Math.max(before, Date.parse(time) / 1000));
					}
				}

				for (const [cluster, time] of times) {
					this.set({cluster}, time);
				}
			},
		});
	};

	latest(
		'milvault_last_backup_timestamp_seconds',
		'When the newest complete backup of each cluster was begun.',
		({state, createdAt}) => (state === 'complete' ? createdAt : undefined),
	);
	latest(
		'milvault_last_verification_timestamp_seconds',
		'When a backup of each cluster was last found to be as it was recorded.',
		({verified}) => (verified?.outcome === 'complete' ? verified.at : undefined),
	);
	return {
		registry,
		ended(job, result) {
			const {kind, state, startedAt, endedAt} = job;
			jobs.inc({kind, outcome: state});
			looked = undefined;
			if (endedAt !== undefined) {
				seconds.observe({kind}, (Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
			}

			if (result) {
				bytes.inc({kind}, bytesOf(result));
			}
		},
	};
}

function bytesOf(result: JobResult): number {
	switch (result.kind) {
		case 'backup': {
			return result.bytes;
		}

		case 'restore': {
			return result.collections.reduce((sum, one) => sum + one.bytes, 0);
		}

		case 'verify': {
			return result.backups.reduce((sum, one) => sum + one.bytes, 0);
		}

		case 'copy': {
			return result.backups.reduce((sum, one) => sum + one.sent.bytes, 0);
		}

		case 'delete':
		case 'prune': {
			return 0;
		}
	}
}
