import type {Detected, Opened, TypedSecrets} from '../effects.js';
import {errorLines, Pause, type Talk} from '../talk.js';
import {backUp} from './back-up.js';
import {browse} from './browse.js';
import {check} from './check.js';
import {connect} from './connect.js';
import {home} from './home.js';
import {jobs} from './jobs.js';
import {places} from './places.js';
import {practise} from './practise.js';
import {restore} from './restore.js';

/**
 * The whole conversation.
 *
 * 1. What is configured, and what is here.
 * 2. Where nothing is: a Milvus of one's own, or one to practise on.
 * 3. Connect, with what the server makes necessary.
 * 4. Home, and from there one of the flows.
 */
export function main(talk: Talk, place: {title: string}): never {
	const {titles} = talk.messages.dialog;
	place.title = titles.start;
	const detected = talk.know('detect', {});
	const chosen = choosePlace(talk, detected, place);
	talk.opened = open(talk, chosen);
	place.title = titles.home;
	const choice = home(talk, talk.opened);
	place.title = titles[choice];
	switch (choice) {
		case 'back-up': {
			return backUp(talk, talk.opened);
		}

		case 'restore': {
			return restore(talk, talk.opened);
		}

		case 'browse': {
			return browse(talk, talk.opened);
		}

		case 'jobs': {
			return jobs(talk);
		}

		case 'check': {
			return check(talk);
		}

		case 'places': {
			return places(talk, detected, place);
		}

		default: {
			return talk.leave();
		}
	}
}

type Chosen = {cluster?: string; repository?: string};

function choosePlace(talk: Talk, detected: Detected, place: {title: string}): Chosen {
	const {cluster, repository} = talk.answers;
	if (talk.isAnswered('cluster')) {
		return {cluster, repository};
	}

	if (detected.isConfigured) {
		return {};
	}

	const texts = talk.messages.dialog.start;
	const isBare = !detected.isMilvusHere;
	const start = talk.choose('start', {
		body: [
			{text: texts.welcome, tone: 'strong'},
			{text: ''},
			{text: isBare ? texts.nothingHere : texts.somethingHere},
			{text: ''},
		],
		question: texts.question,
		help: texts.help(detected.configFile),
		choices: [
			{value: 'connect', label: texts.connect, detail: texts.connectDetail},
			{
				value: 'practise',
				label: texts.practise,
				detail: detected.practice.isInstalled ? texts.practiseInstalled : texts.practiseDetail,
			},
		],
		preselected: isBare ? 'practise' : 'connect',
		canGoBack: false,
	});
	place.title = talk.messages.dialog.titles[start];
	return start === 'practise' ? practise(talk, detected) : connect(talk, detected, place);
}

function open(talk: Talk, chosen: Chosen): Opened {
	const typed: TypedSecrets = {};
	for (const id of ['password', 'accessKeyId', 'secretAccessKey'] as const) {
		if (talk.isAnswered(id)) {
			typed[id] = talk.answers[id];
		}
	}

	const hasTyped = Object.keys(typed).length > 0;
	const input = {...chosen, ...(hasTyped && {typed})};
	const found = talk.tryTo('open', input);
	if ('value' in found) {
		return found.value;
	}

	const {messages} = talk;
	const {code, details} = found.error;
	const missing =
		code === 'config-missing-value' &&
		/\.(accessKeyId|secretAccessKey|password)$/.exec((details as {key: string}).key)?.[1];
	const id =
		code === 'milvus-login' ? 'password' : (missing as keyof TypedSecrets | false | undefined);
	if (id && !talk.isAnswered(id)) {
		const texts = messages.dialog.secrets;
		talk.write(id, {
			body: errorLines(messages, found.error),
			question: texts[id],
			help: texts.help,
			isSecret: id !== 'accessKeyId',
			isNarrow: id === 'accessKeyId',
		});
	}

	const texts = messages.dialog.failed;
	throw new Pause({
		kind: 'choose',
		id: 'not-open',
		title: messages.dialog.titles.start,
		background: [],
		canGoBack: false,
		body: errorLines(messages, found.error),
		question: texts.question,
		help: texts.help,
		isList: false,
		keeps: [],
		choices: [
			...(hasTyped ? [{value: 'again', label: messages.dialog.connect.typeAgain}] : []),
			{value: 'retry', label: texts.retry},
			...(talk.isAnswered('cluster') || talk.isAnswered('practise')
				? [{value: 'other', label: texts.otherPlace}]
				: []),
			{value: 'leave', label: messages.dialog.home.quit},
		],
		acts: {
			again: {kind: 'back'},
			retry: {kind: 'retry', key: found.key},
			other: {kind: 'settle', answers: {}},
			leave: {kind: 'leave'},
		},
	});
}
