import type {Words} from '../texts.js';
import {grouped, listed} from './phrases.js';

type Noticed = Parameters<Words['notices']['success']>[0];

function noticed({kind, name, cluster, repository}: Noticed): string {
	return `milvault ${kind}${name && `“${name}”`}（集群 ${cluster}，仓库 ${repository}）`;
}

export const words: Words = {
	phases: {
		waiting: '等待中',
		flush: '落盘中',
		list: '列举文件',
		copy: '复制中',
		create: '创建中',
		import: '导入中',
		index: '构建索引',
		load: '加载中',
		check: '校验中',
		finish: '收尾中',
	},
	outcomes: {
		complete: '完成',
		partial: '部分完成',
		failed: '失败',
		cancelled: '已取消',
	},
	collectionOutcomes: {
		complete: '完成，已校验',
		failed: '失败',
		skipped: '已跳过',
		cancelled: '已取消',
	},
	jobStates: {
		running: '运行中',
		interrupted: '被中断',
		complete: '已完成',
		partial: '部分完成',
		failed: '失败',
		cancelled: '已取消',
	},
	jobKinds: {
		backup: '备份',
		restore: '恢复',
		verify: '校验',
		delete: '删除',
		prune: '清理',
		copy: '复制',
	},
	notices: {
		success: of => `${noticed(of)}：已完成。`,
		recovery: of => `${noticed(of)}：已完成，此前一次未成功。`,
		partial: of => `${noticed(of)}：仅部分完成。`,
		failure: of => `${noticed(of)}：失败。`,
		cancelled: of => `${noticed(of)}：已取消。`,
	},
	backupStates: {
		complete: '完整',
		partial: '部分',
		unfinished: '未完成',
		unreadable: '无法读取',
	},
	strategies: {
		auto: '先落盘',
		flush: '先落盘',
		skip_flush: '只备份已落盘的数据',
		meta_only: '只备份元数据，不含行数据',
	},
	restoreActions: {
		create: '新建',
		append: '追加',
		replace: '替换',
		skip: '跳过',
	},
	notPossible: '无法恢复',
	conflictResolutions: {
		fail: '不做任何改动，直接停止',
		rename: '换一个名称恢复',
		skip: '跳过该集合',
		append: '把数据追加到已有集合',
		replace: '先恢复到旁边，通过检查后替换并删除原集合',
	},
	targetStates: {
		free: '可用',
		sameSchema: '已存在，schema 相同',
		otherSchema: '已存在，schema 不同',
	},
	loadStates: {
		NotLoad: '未加载',
		Loading: '部分加载',
		Loaded: '已加载',
	},
	rowsCheckedBy: {
		import: '导入所报告的行数',
		count: '在集合中实际计数',
	},
	error: '错误',
	warning: '警告',
	yes: '是',
	no: '否',
	none: '无',
	unknown: '未知',
	collections: count => `${grouped(count)} 个集合`,
	databases: count => `${grouped(count)} 个数据库`,
	partitions: count => `${grouped(count)} 个分区`,
	segments: count => `${grouped(count)} 个段`,
	indexes: count => `${grouped(count)} 个索引`,
	rows: count => `${grouped(count)} 行`,
	rowsFlushed: count => `已落盘 ${grouped(count)} 行，可能还有更多`,
	objects: count => `${grouped(count)} 个对象`,
	backups: count => `${grouped(count)} 个备份`,
	importJobs: count => `${grouped(count)} 个导入任务`,
	gentle: '慢速：有搜索在运行',
	retries: count => `重试 ${grouped(count)} 次`,
	warnings: count => `${grouped(count)} 条警告`,
	elapsed: duration => `已用时 ${duration}`,
	left: duration => `预计还需 ${duration}`,
	unknownError: told => `来自其他版本 milvault 的错误：${told}`,
	unknownWarning: told => `来自其他版本 milvault 的警告：${told}`,
	listed: items => listed(items, items.length),
};
