import {getBackup} from '../engine/get-backup.js';
import {backupDetailLines} from '../render/backup-details.js';
import {warningLines} from '../render/warnings.js';
import {done, type CommandEnd, type Context} from './shared/context.js';
import {repositoryOnly} from '../settings/resolve-secrets.js';
import {withSession} from './shared/with-session.js';

/** `milvault get`: all that a backup holds. */
export async function get(
	context: Context,
	{operands: {name}}: {operands: {name: string}},
): Promise<CommandEnd> {
	const {output, signal} = context;
	return withSession(context, repositoryOnly, async session => {
		session.hooks.isHasty = true;
		const backup = await getBackup(session, name, {signal});
		const {messages, columns} = output;
		output.print(...backupDetailLines(backup, {messages, columns}));
		output.note(...warningLines(backup.warnings, output));
		return done({backup});
	});
}
