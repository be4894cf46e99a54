/*
 * The library: settings in, session, plan, result out. Running work is reported by events; nothing
 * is printed, and nothing ends the process.
 *
 *     const settings = await loadSettings({environment: process.env});
 *     const session = await openSession(settings);
 *     const plan = await planBackup(session);
 *     const result = await createBackup(session, plan, {onEvent: event => console.log(event)});
 *     session.close();
 */
export {openSession} from './engine/open-session.js';
export type {Session} from './engine/session.js';
export type {RunOptions} from './engine/run/run-options.js';
export type {
	BinlogForm,
	BinlogRules,
	CheckedObject,
	CheckWork,
	CopiedObject,
	CopyWork,
	Crew,
	CrewRun,
	ObjectToCheck,
	ObjectToCopy,
	Proof,
	Side,
} from './engine/run/crew.js';
export {planBackup} from './engine/plan-backup.js';
export {createBackup} from './engine/create-backup.js';
export {listBackups} from './engine/list-backups.js';
export {getBackup} from './engine/get-backup.js';
export {planRestore} from './engine/plan-restore.js';
export {restoreBackup} from './engine/restore-backup.js';
export {drillBackup, planDrill} from './engine/drill-backup.js';
export {checkCluster, type CheckOptions} from './engine/check-cluster.js';
export type * from './model/checks.js';
export {createControl, type Control, type Limits} from './engine/run/control.js';
export {verifyBackups} from './engine/verify-backups.js';
export {cleanJob, type CleanOptions, type CleanResult} from './engine/clean-job.js';
export type {Journal, JournalEntry} from './engine/journal/journal.js';
export type {Bound} from './engine/journal/journal.js';
export type {
	ForeignEncoding,
	StorageLack,
	UnknownName,
	YamlMistake,
} from './model/config-mistakes.js';
export type {KnownJobs, KnownJournal} from './engine/repository/leftovers.js';
export {
	deleteBackups,
	planDelete,
	type DeleteOptions,
	type PlannedDelete,
} from './engine/delete-backups.js';
export {planPrune} from './engine/plan-prune.js';
export {pruneBackups} from './engine/prune-backups.js';
export {planCopy} from './engine/plan-copy.js';
export {copyBackups} from './engine/copy-backups.js';
export {pinBackups, unpinBackups} from './engine/pin-backups.js';
export {putSchedule, removeSchedule} from './engine/put-schedule.js';
export {getSchedule, listSchedules} from './engine/list-schedules.js';
export {
	runSchedule,
	type RunScheduleOptions,
	type ScheduleEnd,
	type ScheduleJobs,
	type StepWork,
} from './engine/run-schedule.js';

export {MilvaultError, hasCode, toMilvaultError} from './model/milvault-error.js';
export {type ErrorCode, type ErrorDetails} from './model/error-codes.js';
export {exitCodeOf} from './model/exit-codes.js';
export {exitCodeOfResult} from './model/result-exit-code.js';
export type * from './model/job-events.js';
export type * from './model/drill.js';
export type * from './model/plans.js';
export type * from './model/verify-result.js';
export type * from './model/notify.js';
export type * from './model/copies.js';
export type * from './model/pin.js';
export type * from './model/retention.js';
export type * from './model/schedule.js';
export type {JobResult} from './model/jobs.js';
export type {CronField} from './model/cron.js';
export type * from './model/restored-rbac.js';
export type {BucketRetention} from './model/bucket-retention.js';
export type {ClusterId} from './model/cluster-id.js';
export type {MilvusLimit} from './model/milvus-limit.js';
export type * from './model/collection.js';

export {loadSettings, type LoadOptions, type SettingsLayer} from './settings/load-settings.js';
export type {Environment} from './settings/environment.js';
export type {
	ClusterDefinition,
	MilvusDefinition,
	ReceiverDefinition,
	RepositoryDefinition,
	SettingsDefinition,
	StorageDefinition,
} from './settings/own-schema.js';
export type {Problems} from './settings/collect-errors.js';
export {resolveSecrets, type SecretNeed} from './settings/resolve-secrets.js';
export {
	describeSettings,
	maskSecrets,
	type DescribedSetting,
} from './settings/describe-settings.js';
export type * from './settings/settings.js';
