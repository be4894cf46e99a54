import type {ErrorTexts} from '../error-text.js';
import {didYouMean, listed} from './phrases.js';

/** Errors of usage: exit code 2. */
export const usageErrors = {
	usage: ({reason, suggestion, next}) => ({
		sentence: /[.?。？…]$/.test(reason) ? reason : `${reason}。`,
		hint:
			suggestion === undefined
				? (next ?? '在命令后加 --help 可以查看用法。')
				: `您要输入的是不是 ${suggestion}？`,
	}),
	'bad-backup-name': ({name, rule, suggestion}) => ({
		sentence: `“${name}”不能用作备份名称。`,
		hint: `命名规则：${rule}。${suggestion === undefined ? '' : `可以使用：${suggestion}`}`,
	}),
	'bad-collection-name': ({name, rule, suggestion, version}) => ({
		sentence: `“${name}”不能用作集合名称。`,
		hint: `Milvus${version === undefined ? '' : ` ${version}`} 的命名规则：${rule}。${suggestion === undefined ? '' : `可以使用：${suggestion}`}`,
	}),
	'filter-syntax': ({filter, part}) => ({
		sentence:
			part === filter || part === ''
				? `过滤条件“${filter}”无效。`
				: `过滤条件“${filter}”中的“${part}”无效。`,
		hint: "过滤条件可以是 coll、db.coll、db.*、db.（只含数据库本身）或 *，多个条件用英文逗号分隔，例如 --filter 'orders,sales.*'",
	}),
	'filter-no-match': ({part, near}) => ({
		sentence: `过滤条件中的“${part}”没有匹配到任何内容。`,
		hint: [
			didYouMean(near),
			'不写数据库时指 default 数据库；恢复时，过滤条件匹配的是备份中的名称。',
		]
			.filter(Boolean)
			.join(''),
	}),
	'no-terminal': ({flag}) => ({
		sentence: flag === '' ? '向导需要终端，但当前没有终端。' : `向导需要提问，而 ${flag} 不允许。`,
		hint: '请使用命令：milvault create --name my_backup、milvault list、milvault restore my_backup --suffix _restored。milvault --help 列出全部命令。',
	}),
	'rename-syntax': ({rename}) => ({
		sentence: `“${rename}”不是有效的改名规则。`,
		hint: "改名规则写作 old:new 或 db1.old:db2.new；整个数据库写作 'db1.*:db2.*'。",
	}),
	'rename-no-match': ({rename, near}) => ({
		sentence: `改名规则“${rename}”没有匹配到要恢复的集合。`,
		hint:
			didYouMean(near) ??
			'冒号前是备份中的名称，可以用 milvault get 查看。使用 --filter 时，该集合必须在选中的范围内。',
	}),
	'conflict-no-match': ({text, near}) => ({
		sentence: `--on-conflict 的“${text}”没有匹配到要恢复的集合。`,
		hint:
			didYouMean(near) ??
			'冒号前是备份中的名称，可以用 milvault get 查看。使用 --filter 时，该集合必须在选中的范围内。',
	}),
	'override-no-match': ({collection, near}) => ({
		sentence: `为“${collection}”指定了分片数或描述，但它不在要恢复的集合之中。`,
		hint:
			didYouMean(near) ??
			'应使用备份中的名称，可以用 milvault get 查看。使用 --filter 时，该集合必须在选中的范围内。',
	}),
	'one-collection-needed': ({options, count}) => ({
		sentence: `${listed(options)} 只用于一个集合，而要恢复的有 ${count} 个。`,
		hint: '请用 --filter 选择其中一个；在 REST 和库中，`overrides` 可以指定多个。',
	}),
	'flags-exclude': ({first, second}) => ({
		sentence: `${first} 和 ${second} 不能同时使用。`,
		hint: '请去掉其中一个。',
	}),
	'same-target': ({target, sources}) => ({
		sentence: `${listed(sources)} 会恢复到同一个集合 ${target}。`,
		hint: '请用 --rename 分别指定目标，或用 --filter 只选其中一个。',
	}),
	'confirmation-needed': ({action, flag}) => ({
		sentence: `此操作需要确认：${action}。`,
		hint: `没有做任何改动。请在终端中运行并回答，或加上 ${flag} 直接执行。`,
	}),
	'replace-unconfirmed': ({targets, emptied, unused = []}) => ({
		sentence: `以下集合将被替换并删除，但未经确认：${listed(targets)}。${emptied.length > 0 ? `之后将为空：${listed(emptied)}。` : ''}${unused.length > 0 ? `已确认但本次恢复不会替换的名称：${listed(unused)}。` : ''}`,
		hint: `没有做任何改动。请在终端中运行并输入名称，或加上 ${targets.map(target => `--confirm ${target}`).join(' ')}`,
	}),
} satisfies Partial<ErrorTexts>;
