import type {Detected} from '../effects.js';
import type {Script} from '../script.js';

/** Starts the practice cluster; shows the download size and ports before anything is downloaded. */
export function practice(
	script: Script,
	{practice}: Detected,
): {cluster: string; repository: string} {
	const texts = script.messages.dialog.practice;
	if (!practice.isRunning) {
		script.select('practice', {
			body: [
				{text: texts.what},
				{text: ''},
				...(practice.isInstalled ? [] : [{text: texts.size(practice.cacheDirectory)}]),
				{text: texts.folder(practice.directory)},
				{text: texts.ports},
				{text: ''},
			],
			question: texts.question,
			help: texts.help,
			choices: [
				{
					value: 'go',
					label: practice.isInstalled ? texts.start : texts.download,
					isStart: true,
				},
				{value: 'back', label: script.messages.dialog.failed.back},
			],
			actions: {back: {kind: 'back'}},
		});
	}

	script.load('practice', {});
	return {cluster: 'practice', repository: 'practice'};
}
