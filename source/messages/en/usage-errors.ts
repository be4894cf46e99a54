import type {ErrorTexts} from '../error-text.js';
import {didYouMean, listed} from './phrases.js';

/** Errors of usage: exit code 2. */
export const usageErrors = {
	usage: ({reason, suggestion, next}) => ({
		sentence: /[.?…]$/.test(reason) ? reason : `${reason}.`,
		hint:
			suggestion === undefined
				? (next ?? 'Add --help to the command to see what it takes.')
				: `Did you mean ${suggestion}?`,
	}),
	'bad-backup-name': ({name, rule, suggestion}) => ({
		sentence: `“${name}” cannot be the name of a backup.`,
		hint: `The rule: ${rule}.${suggestion === undefined ? '' : ` A valid name: ${suggestion}`}`,
	}),
	'bad-collection-name': ({name, rule, suggestion, version}) => ({
		sentence: `“${name}” cannot be the name of a collection.`,
		hint: `${version === undefined ? 'Milvus’s rule' : `The rule of Milvus ${version}`}: ${rule}.${suggestion === undefined ? '' : ` A valid name: ${suggestion}`}`,
	}),
	'filter-syntax': ({filter, part}) => ({
		sentence:
			part === filter || part === ''
				? `The filter “${filter}” is not valid.`
				: `“${part}” in the filter “${filter}” is not valid.`,
		hint: "A filter consists of coll, db.coll, db.*, db. (the database alone) or *, separated by commas, as in --filter 'orders,sales.*'",
	}),
	'filter-no-match': ({part, near}) => ({
		sentence: `“${part}” in the filter matches nothing.`,
		hint: [
			didYouMean(near),
			'A name without a database means the database default; in a restore, filters match the names in the backup.',
		]
			.filter(Boolean)
			.join(' '),
	}),
	'no-terminal': ({flag}) => ({
		sentence:
			flag === ''
				? 'The wizard needs a terminal, and there is none.'
				: `The wizard asks questions, and ${flag} does not allow that.`,
		hint: 'Use the commands: milvault create --name my_backup, milvault list, milvault restore my_backup --suffix _restored. milvault --help shows all of them.',
	}),
	'rename-syntax': ({rename}) => ({
		sentence: `“${rename}” is not a rename.`,
		hint: "A rename is old:new, db1.old:db2.new, or for a whole database 'db1.*:db2.*'.",
	}),
	'rename-no-match': ({rename, near}) => ({
		sentence: `The rename “${rename}” matches no collection of this restore.`,
		hint:
			didYouMean(near) ??
			'The name before the colon is the one in the backup: milvault get shows all names. With --filter, it must be among the chosen collections.',
	}),
	'conflict-no-match': ({text, near}) => ({
		sentence: `“${text}” of --on-conflict matches no collection of this restore.`,
		hint:
			didYouMean(near) ??
			'The name before the colon is the one in the backup: milvault get shows all names. With --filter, it must be among the chosen collections.',
	}),
	'override-no-match': ({collection, near}) => ({
		sentence: `Shards or a description are given for “${collection}”, which is not part of this restore.`,
		hint:
			didYouMean(near) ??
			'The name is the one in the backup: milvault get shows all names. With --filter, it must be among the chosen collections.',
	}),
	'one-collection-needed': ({options, count}) => ({
		sentence: `${listed(options)} ${options.length === 1 ? 'applies' : 'apply'} to one collection, and this restore has ${count}.`,
		hint: 'Choose one of them with --filter; over REST and in the library, `overrides` takes several.',
	}),
	'flags-exclude': ({first, second}) => ({
		sentence: `${first} and ${second} cannot be used together.`,
		hint: 'Omit one of them.',
	}),
	'same-target': ({target, sources}) => ({
		sentence: `${listed(sources)} would all be restored into ${target}.`,
		hint: 'Give each its own target with --rename, or choose one of them with --filter.',
	}),
	'confirmation-needed': ({action, flag}) => ({
		sentence: `This needs a confirmation: ${action}.`,
		hint: `Nothing was changed. Run it on a terminal and answer, or add ${flag} to skip the question.`,
	}),
	'replace-unconfirmed': ({targets, emptied, unused = []}) => ({
		sentence: `These collections would be replaced and dropped, but were not confirmed: ${listed(targets)}.${emptied.length > 0 ? ` Empty afterwards: ${listed(emptied)}.` : ''}${unused.length > 0 ? ` Confirmed, but not replaced by this restore: ${listed(unused)}.` : ''}`,
		hint: `Nothing was changed. Run it on a terminal and type the names, or add ${targets.map(target => `--confirm ${target}`).join(' ')}`,
	}),
} satisfies Partial<ErrorTexts>;
