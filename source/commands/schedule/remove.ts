import {removeSchedule} from '../../engine/put-schedule.js';
import {repositoryOnly} from '../../settings/resolve-secrets.js';
import {done, type CommandEnd, type Context} from '../shared/context.js';
import {withSession} from '../shared/with-session.js';

/** `milvault schedule remove`: its backups stay. */
export async function scheduleRemove(
	context: Context,
	{operands: {name}}: {operands: {name: string}},
): Promise<CommandEnd> {
	const {output, signal} = context;
	return withSession(context, repositoryOnly, async session => {
		await removeSchedule(session, name, {signal});
		const texts = output.messages.commands.schedule;
		output.print(`✔ ${texts.removed(name)}`, `  ${texts.removedUnits}`);
		return done({removed: name});
	});
}
