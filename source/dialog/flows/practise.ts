import type {Detected} from '../effects.js';
import type {Talk} from '../talk.js';

/** Starts the practice cluster; what it takes is said before anything is downloaded. */
export function practise(talk: Talk, {practice}: Detected): {cluster: string; repository: string} {
	const texts = talk.messages.dialog.practise;
	if (!practice.isRunning) {
		talk.choose('practise', {
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
				{value: 'back', label: talk.messages.dialog.failed.back},
			],
			acts: {back: {kind: 'back'}},
		});
	}

	talk.know('practise', {});
	return {cluster: 'practice', repository: 'practice'};
}
