import type {CommandTexts} from '../texts.js';

export const copyTexts: CommandTexts['copy'] = {
	title: (from, to) => `从 ${from} 复制到 ${to}`,
	there: '目标中已有',
	toSend: '待传输',
	found: {
		nothing: '无',
		begun: '一次中断的复制',
		there: '同一个备份',
	},
	incomplete: '同一个备份，但不完整或已损坏',
	toCheck: (objects, bytes) =>
		`${objects}（${bytes}）已在目标中且大小相同：传输之前先比较它们的内容。`,
	totals: (backups, objects, bytes) => `${backups}：待传输 ${objects}（${bytes}）。`,
	nothing: '没有可复制的内容：目标中已全部具备。',
	noBackups: place => `${place} 中没有可复制的备份。`,
	leftOut: {
		there: names => `以下备份已在目标中，不再复制：${names}。`,
		unfinished: names => `以下备份尚未完成，不复制：${names}。`,
		'no-time': names => `以下备份没有记录创建时间，不复制：${names}。`,
	},
	question: (backups, place) => `将 ${backups}复制到 ${place} 吗？`,
	action: backups => `复制 ${backups}`,
	notWanted: '没有复制任何内容。',
	done: (name, facts) => `${name} 已复制：传输了 ${facts}。`,
	wasThere: name => `${name} 已在目标中：没有传输任何内容。`,
	named: (name, as) => `${name}（名称改为 ${as}）`,
	checked: (byContent, bySize) =>
		`已检查：${[
			byContent === undefined ? [] : [`${byContent}按记录的内容校验和比较`],
			bySize === undefined ? [] : [`${bySize}按大小和 ETag 比较`],
		]
			.flat()
			.join('，')}。`,
	usage: {
		needsTarget: '复制到哪里？缺少 --to',
		needsNames: '复制哪些备份？请给出名称，或使用 --all 或 --missing',
		oneName: '--name-as 只能用于一个备份',
		newerThanOf: '--newer-than 需要与 --all 或 --missing 一起使用：指定名称的备份总会被复制',
	},
};
