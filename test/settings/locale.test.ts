import test from 'ava';
import {detectLanguage} from '../../source/settings/locale.js';

for (const [environment, flag, language] of [
	[{}, undefined, 'en'],
	[{LANG: 'zh_CN.UTF-8'}, undefined, 'zh'],
	[{LANG: 'zh-TW'}, undefined, 'zh'],
	[{LANG: 'ZH'}, undefined, 'zh'],
	[{LANG: 'zha_CN'}, undefined, 'en'],
	[{LANG: 'de_DE.UTF-8'}, undefined, 'en'],
	[{LC_ALL: 'C', LANG: 'zh_CN'}, undefined, 'en'],
	[{LC_ALL: '', LANG: 'zh_CN'}, undefined, 'zh'],
	[{LC_MESSAGES: 'zh_CN', LANG: 'en_US'}, undefined, 'zh'],
	[{LC_ALL: 'en_US', LC_MESSAGES: 'zh_CN'}, undefined, 'en'],
	[{MILVAULT_LANG: 'zh', LC_ALL: 'en_US'}, undefined, 'zh'],
	[{MILVAULT_LANG: 'zh'}, 'en', 'en'],
] as const) {
	test(`${JSON.stringify(environment)}${flag ? ` --lang ${flag}` : ''} speaks ${language}`, t => {
		t.is(detectLanguage(environment, flag), language);
	});
}
