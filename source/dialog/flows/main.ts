import type {Detected, Opened, TypedSecrets} from '../effects.js';
import {aboutFile, errorLines, NextStep, type Script} from '../script.js';
import {backUp} from './back-up.js';
import {browse} from './browse.js';
import {check} from './check.js';
import {connect} from './connect.js';
import {home} from './home.js';
import {jobs} from './jobs.js';
import {places} from './places.js';
import {practice} from './practice.js';
import {restore} from './restore.js';

/**
 * The whole conversation.
 *
 * 1. What is configured, and what is here.
 * 2. Where nothing is: a Milvus of one's own, or one to practise on.
 * 3. Connect, with what the server makes necessary.
 * 4. Home, and from there one of the flows.
 */
export function main(script: Script, place: {title: string}): never {
	const {titles} = script.messages.dialog;
	place.title = titles.start;
	const detected = script.load('detect', {});
	const chosen = choosePlace(script, detected, place);
	script.opened = open(script, chosen, detected);
	place.title = titles.home;
	const choice = home(script, script.opened, detected);
	place.title = titles[choice];
	switch (choice) {
		case 'back-up': {
			return backUp(script, script.opened);
		}

		case 'restore': {
			return restore(script, script.opened);
		}

		case 'browse': {
			return browse(script, script.opened);
		}

		case 'jobs': {
			return jobs(script);
		}

		case 'check': {
			return check(script);
		}

		case 'places': {
			return places(script, detected, place);
		}

		default: {
			return script.exit();
		}
	}
}

type Chosen = {cluster?: string; repository?: string};

function choosePlace(script: Script, detected: Detected, place: {title: string}): Chosen {
	const {cluster, repository} = script.answers;
	if (script.isAnswered('cluster')) {
		return {cluster, repository};
	}

	if (detected.isConfigured) {
		return {};
	}

	const texts = script.messages.dialog.start;
	const isBare = !detected.isMilvusHere;
	const start = script.select('start', {
		body: [
			{text: texts.welcome, tone: 'strong'},
			{text: ''},
			{text: isBare ? texts.nothingHere : texts.somethingHere},
			{text: ''},
			...aboutFile(script, detected),
		],
		question: texts.question,
		help: texts.help(detected.configFile),
		choices: [
			{value: 'connect', label: texts.connect, detail: texts.connectDetail},
			{
				value: 'practice',
				label: texts.practice,
				detail: detected.practice.isInstalled ? texts.practiceInstalled : texts.practiceDetail,
			},
		],
		preselected: isBare ? 'practice' : 'connect',
		canGoBack: false,
	});
	place.title = script.messages.dialog.titles[start];
	return start === 'practice' ? practice(script, detected) : connect(script, detected, place);
}

function open(script: Script, chosen: Chosen, detected: Detected): Opened {
	const typed: TypedSecrets = {};
	for (const id of ['password', 'accessKeyId', 'secretAccessKey'] as const) {
		if (script.isAnswered(id)) {
			typed[id] = script.answers[id];
		}
	}

	const hasTyped = Object.keys(typed).length > 0;
	const input = {...chosen, ...(hasTyped && {typed})};
	const connection = script.tryLoad('open', input);
	if ('value' in connection) {
		return connection.value;
	}

	const {messages} = script;
	const {code, details} = connection.error;
	const missing =
		code === 'config-missing-value' &&
		/\.(accessKeyId|secretAccessKey|password)$/.exec((details as {key: string}).key)?.[1];
	const id =
		code === 'milvus-login' ? 'password' : (missing as keyof TypedSecrets | false | undefined);
	if (id && !script.isAnswered(id)) {
		const texts = messages.dialog.secrets;
		script.input(id, {
			body: errorLines(messages, connection.error),
			question: texts[id],
			help: texts.help,
			isSecret: id !== 'accessKeyId',
			isNarrow: id === 'accessKeyId',
		});
	}

	const texts = messages.dialog.failed;
	throw new NextStep({
		kind: 'choose',
		id: 'not-open',
		title: messages.dialog.titles.start,
		background: [],
		canGoBack: false,
		body: [...errorLines(messages, connection.error), ...aboutFile(script, detected)],
		question: texts.question,
		help: texts.help,
		isList: false,
		keeps: [],
		choices: [
			...(hasTyped ? [{value: 'again', label: messages.dialog.connect.typeAgain}] : []),
			{value: 'retry', label: texts.retry},
			...(script.isAnswered('cluster') || script.isAnswered('practice')
				? [{value: 'other', label: texts.otherPlace}]
				: []),
			{value: 'leave', label: messages.dialog.home.quit},
		],
		actions: {
			again: {kind: 'back'},
			retry: {kind: 'retry', key: connection.key},
			other: {kind: 'settle', answers: {}},
			leave: {kind: 'leave'},
		},
	});
}
