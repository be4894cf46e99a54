import {listBackups} from '../engine/list-backups.js';
import {backupListLines} from '../render/backup-list.js';
import {warningLines} from '../render/warnings.js';
import type {Warning} from '../model/job-events.js';
import {done, type CommandEnd, type Context} from './shared/context.js';
import {repositoryOnly} from '../settings/resolve-secrets.js';
import {withSession} from './shared/with-session.js';

/** `milvault list`: the backups in the repository, newest first. */
export async function list(context: Context): Promise<CommandEnd> {
	const {output, signal} = context;
	return withSession(context, repositoryOnly, async session => {
		session.hooks.isHasty = true;
		const warnings: Warning[] = [];
		const backups = await listBackups(session, {
			signal,
			onWarning: warning => warnings.push(warning),
		});
		const {label: place} = await session.repositoryPlace();
		const {messages, columns} = output;
		output.print(...backupListLines(backups, {messages, columns, place}));
		output.note(...warningLines(warnings, output));
		return done({
			repository: session.repository.name,
			place,
			backups,
			...(warnings.length > 0 && {warnings}),
		});
	});
}
