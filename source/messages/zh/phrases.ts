import type {BucketRetention} from '../../model/bucket-retention.js';
import {groupDigits} from '../../utils/group-digits.js';

/** 1234567 is `1,234,567`; int64 as a string, a bigint or a number. */
export function grouped(count: bigint | number | string): string {
	return groupDigits(count);
}

/** `a、b、c`; of many the first `most` and how many there are in all. */
export function listed(items: readonly string[], most = 5): string {
	return series(items, most, '、');
}

/**
 * Phrases that hold commas themselves, one after the other; of many the first `most` and how many
 * there are in all.
 */
export function inSeries(phrases: readonly string[], most = 5): string {
	return series(phrases, most, '；');
}

function series(items: readonly string[], most: number, separator: string): string {
	const shown = items.slice(0, most).join(separator);
	return items.length > most ? `${shown} 等 ${grouped(items.length)} 项` : shown;
}

/** `您要找的是不是“a”或“b”？`; undefined without names. */
export function didYouMean(names: readonly string[]): string | undefined {
	return names.length === 0
		? undefined
		: `您要找的是不是${names.map(name => `“${name}”`).join('或')}？`;
}

/** `90 秒`, `30 分钟`, `2 小时`: the largest unit that leaves no fraction worth telling. */
export function inWords(durationMs: number): string {
	const seconds = Math.round(durationMs / 1000);
	if (durationMs < 1000) {
		return `${grouped(Math.round(durationMs))} 毫秒`;
	}

	if (seconds < 120) {
		return `${seconds} 秒`;
	}

	const minutes = Math.round(seconds / 60);
	return minutes < 120 && minutes !== 60
		? `${minutes} 分钟`
		: `${grouped(Math.round(minutes / 60))} 小时`;
}

/** Where a value was given, for brackets: `c.yaml:4`, `环境变量 X`, `命令行选项 --cluster`. */
export function givenBy(origin: string): string {
	return origin
		.replace(/^file /, '')
		.replace(/^environment (?=\S)/, '环境变量 ')
		.replace(/^flag /, '命令行选项 ')
		.replace(/^--/, '命令行选项 --')
		.replace(/^practice cluster$/, '练习集群')
		.replace(/^default(?= |$)/, '默认值');
}

/** What stays in a bucket of what is deleted, and until when. */
export function keptVersions(
	place: string,
	{versioning, lock, removedAfterDays}: BucketRetention,
): string {
	const time = lock?.years === undefined ? `${lock?.days ?? 0} 天` : `${lock.years} 年`;
	return [
		versioning === 'on'
			? `${place} 会保留被删除内容的旧版本`
			: `${place} 已有的旧版本仍会保留（版本控制已暂停）`,
		...(lock ? [`每个版本写入后锁定 ${time}（${lock.mode}）`] : []),
		removedAfterDays === undefined
			? '没有可见的生命周期规则会清除它们'
			: `删除 ${removedAfterDays} 天后由生命周期规则清除`,
	].join('；');
}
