import {brief} from '../brief.js';
import type {ErrorText, ErrorTexts} from '../error-text.js';

const ownMilvus =
	'如果您已有可用的 Milvus，milvault 可以直接使用它：milvault cluster add prod --address host:19530';

/** Errors of the practice cluster. */
export const practiceErrors = {
	'practice-unavailable': ({what, reason}) => unavailable(what, reason),
	'practice-not-running': () => ({
		sentence: '练习集群没有运行。',
		hint: '启动它：milvault practice start',
	}),
	'practice-failed': ({reason, log}) => ({
		sentence: `练习集群出错：${brief(reason)}。`,
		hint: `日志文件：${log}。请用 milvault practice start 重试；milvault practice reset 会删除其数据并从头开始。`,
	}),
} satisfies Partial<ErrorTexts>;

function unavailable(
	what: 'python' | 'venv' | 'wheel' | 'other-version',
	reason: string,
): ErrorText {
	switch (what) {
		case 'python': {
			return {
				sentence: `练习集群需要 Python 3，但无法运行 ${reason}。`,
				hint: `请安装 Python 3（Debian 和 Ubuntu：sudo apt install python3 python3-venv），然后运行 milvault practice start。${ownMilvus}`,
			};
		}

		case 'venv': {
			return {
				sentence: `练习集群需要 Python 的 venv 模块（${reason}）。`,
				hint: `请安装它（Debian 和 Ubuntu：sudo apt install ${reason}），然后运行 milvault practice start。${ownMilvus}`,
			};
		}

		case 'wheel': {
			return {
				sentence: `这台机器（${reason}）上没有可用的练习集群：Milvus 的 Python 包只支持 Linux x64 和 macOS arm64。`,
				hint: ownMilvus,
			};
		}

		case 'other-version': {
			return {
				sentence: `Milvus ${reason} 的练习集群正在运行。`,
				hint: '请先停止它：milvault practice stop',
			};
		}
	}
}
