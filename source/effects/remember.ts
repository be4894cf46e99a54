import {mkdirSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {replaceFileSync} from '../utils/replace-file.js';
import {rememberedAnswers, type Answers} from '../dialog/answers.js';

/** The answers of the last time, as defaults; nothing where none are kept. */
export async function readRemembered(stateDir: string): Promise<Answers> {
	try {
		const json: unknown = JSON.parse(await readFile(fileIn(stateDir), 'utf8'));
		return typeof json === 'object' && json !== null ? onlyRemembered(json as Answers) : {};
	} catch {
		return {};
	}
}

/**
 * Keeps answers for the next time, none of them secret; a state directory that cannot be written
 * keeps none. At once, and whole: the program may end in the same moment.
 */
export function remember(stateDir: string, answers: Answers): void {
	try {
		mkdirSync(stateDir, {recursive: true, mode: 0o700});
		replaceFileSync(fileIn(stateDir), `${JSON.stringify(onlyRemembered(answers))}\n`);
	} catch {
		// Defaults are a kindness, never a reason to fail.
	}
}

function onlyRemembered(answers: Answers): Answers {
	return Object.fromEntries(
		rememberedAnswers.flatMap(id => (answers[id] === undefined ? [] : [[id, answers[id]]])),
	) as Answers;
}

function fileIn(stateDir: string): string {
	return join(stateDir, 'wizard.json');
}
