import {collectDefaultMetrics, Counter, Gauge, Histogram, Registry} from 'prom-client';
import {observeRepository, type ObservedRepository} from '../engine/observe-repository.js';
import {registerRepositoryMetrics} from '../metrics/repository-metrics.js';
import type {JobResult, JobSummary} from '../model/jobs.js';
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

	const ends = new Gauge({
		name: 'milvault_last_job_end_timestamp_seconds',
		help: 'When a job of each kind last ended with each outcome, since the server started.',
		labelNames: ['kind', 'outcome'],
		registers,
	});
	/** Of the last look that was answered; shown on while the repository is away. */
	let observed: ObservedRepository | undefined;
	let looked: {at: number; isReachable: Promise<boolean>} | undefined;
	const observe = async (): Promise<boolean> => {
		try {
			observed = await observeRepository(session);
			return true;
		} catch {
			log(messages.server.noMetrics);
			return false;
		}
	};

	/** One look for all that ask meanwhile: Prometheus's client collects everything at once. */
	registerRepositoryMetrics(registry, async () => {
		const now = performance.now();
		if (!looked || now - looked.at > lookedAtEveryMs) {
			looked = {at: now, isReachable: observe()};
		}

		const isReachable = await looked.isReachable;
		return {observed, isReachable};
	});
	return {
		registry,
		ended(job, result) {
			const {kind, state, startedAt, endedAt} = job;
			jobs.inc({kind, outcome: state});
			looked = undefined;
			if (endedAt !== undefined) {
				ends.set({kind, outcome: state}, Date.parse(endedAt) / 1000);
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
