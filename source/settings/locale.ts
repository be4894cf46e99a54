import type {Environment} from './environment.js';

export type Language = 'en' | 'zh';

/** 中文 for every zh (zh_CN.UTF-8, zh-TW, ZH), English for everything else. */
export function languageOfLocale(locale: string): Language {
	return /^zh(?![a-z])/i.test(locale) ? 'zh' : 'en';
}

/**
 * The language of this process's messages before any configuration file is read: flag,
 * MILVAULT_LANG, LC_ALL, LC_MESSAGES, LANG; English when none is set.
 */
export function detectLanguage(environment: Environment, flag?: string): Language {
	const locale = [
		flag,
		...['MILVAULT_LANG', 'LC_ALL', 'LC_MESSAGES', 'LANG'].map(name => environment[name]),
	].find(Boolean);
	return languageOfLocale(locale ?? '');
}
