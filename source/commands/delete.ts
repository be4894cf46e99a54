import {keptOfDeleted, planDelete} from '../engine/delete-backups.js';
import {deletePlanLines} from '../render/delete-lines.js';
import {confirm} from './shared/confirm.js';
import type {CommandEnd, Context} from './shared/context.js';
import {runOrDetach} from './shared/run-or-detach.js';
import {untilAborted} from '../utils/until-aborted.js';
import {repositoryOnly} from '../settings/resolve-secrets.js';
import {withSession} from './shared/with-session.js';

/** `milvault delete`: shows what would go, asks, deletes one after another. */
export async function deleteCommand(
	context: Context,
	{operands: {names}, pinned, yes}: {operands: {names: string[]}; pinned?: boolean; yes?: boolean},
): Promise<CommandEnd> {
	const {output, signal} = context;
	return withSession(context, repositoryOnly, async session => {
		const planned = await untilAborted(planDelete(session, names, {withPinned: pinned}), signal);
		const {label: place} = await session.repositoryPlace();
		const {messages, columns} = output;
		const {words, commands} = messages;
		output.emit({type: 'plan', plan: planned});
		const kept = await untilAborted(keptOfDeleted(session), signal);
		output.note(...deletePlanLines(planned, {messages, columns, place, kept}));
		const isWanted = await confirm(context, {
			isGiven: yes ?? false,
			question: commands.delete.question(words.backups(planned.length)),
			action: commands.delete.action(words.listed(planned.map(({name}) => name))),
		});
		if (!isWanted) {
			output.print(commands.delete.kept);
			return {
				outcome: 'cancelled',
				exitCode: 130,
				result: {kind: 'delete', backups: []},
			};
		}

		return runOrDetach(
			context,
			session,
			{
				kind: 'delete',
				names: planned.map(({name}) => name),
				...(pinned && {withPinned: true}),
			},
			{isDetached: false},
		);
	});
}
