import {pinBackups, unpinBackups} from '../engine/pin-backups.js';
import {repositoryOnly} from '../settings/resolve-secrets.js';
import {formatTime} from '../text/format-time.js';
import {done, type CommandEnd, type Context} from './shared/context.js';
import {withSession} from './shared/with-session.js';

/** `milvault pin`: keeps backups from being deleted and pruned. */
export async function pin(
	context: Context,
	{
		operands: {names},
		reason,
		until,
	}: {operands: {names: string[]}; reason?: string; until?: string},
): Promise<CommandEnd> {
	const {output, signal} = context;
	return withSession(context, repositoryOnly, async session => {
		const wanted = [...new Set(names)];
		await pinBackups(session, wanted, {reason, until, signal});
		const {pins} = output.messages.commands.retention;
		const end = until === undefined ? undefined : formatTime(until);
		output.print(...wanted.map(name => `✔ ${pins.pinned(name, end)}`));
		return done({pinned: wanted, ...(reason && {reason}), ...(until && {until})});
	});
}

/** `milvault unpin`: lets them be deleted and pruned again. */
export async function unpin(
	context: Context,
	{operands: {names}}: {operands: {names: string[]}},
): Promise<CommandEnd> {
	const {output, signal} = context;
	return withSession(context, repositoryOnly, async session => {
		const unpinned = await unpinBackups(session, names, {signal});
		const {pins} = output.messages.commands.retention;
		output.print(
			...[...new Set(names)].map(name =>
				unpinned.includes(name) ? `✔ ${pins.unpinned(name)}` : pins.notPinned(name),
			),
		);
		return done({unpinned});
	});
}
