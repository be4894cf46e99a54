import {resultBody} from './check.js';
import {effectKey, type ConnectionDraft, type Detected} from '../effects.js';
import {errorLines, type Script} from '../script.js';
import {required} from './required.js';
import {askRepository, askStorage, findData} from './connect-storage.js';

/**
 * From an address to a checked connection that is saved.
 *
 * 1. The address; then only what the server makes necessary.
 * 2. Where it keeps its data: the endpoint is guessed from the address, bucket and root path are
 *    found by its collections.
 * 3. Where backups go.
 * 4. Everything is checked, one by one, before anything is written down.
 * 5. Saved under a name, with its secrets only when that is chosen.
 */
export function connect(script: Script, detected: Detected, place: {title: string}): never {
	place.title = script.messages.dialog.titles.connect;
	const milvus = askMilvus(script);
	const storage = askStorage(script, milvus.address);
	const placed = findData(script, {...milvus, storage});
	const repository = askRepository(script, placed);
	const name = askName(script, detected, milvus.address);
	const draft: ConnectionDraft = {...milvus, storage: placed, repository, name};
	const {messages} = script;
	const texts = messages.dialog.connect;
	const input = {draft};
	const result = script.load('checkDraft', input);
	const hasSecrets = draft.password !== undefined || draft.storage.secretAccessKey !== undefined;
	const isBad = result.outcome === 'failed';
	const retry = {
		value: 'retry',
		label: messages.dialog.failed.retry,
	};
	const choice = script.select('checked', {
		body: resultBody(result, script),
		question: isBad ? texts.isBad : texts.save(detected.configFile),
		help: texts.saveHelp,
		choices: [
			...(isBad ? [retry] : []),
			...(hasSecrets
				? [
						{value: 'save-secrets', label: texts.saveSecrets, isStart: true},
						{value: 'save', label: texts.saveWithout, isStart: true},
					]
				: [{value: 'save', label: texts.saveIt, isStart: true}]),
			...(isBad ? [] : [retry]),
			{value: 'back', label: messages.dialog.failed.back},
		],
		actions: {
			retry: {kind: 'retry', key: effectKey({kind: 'checkDraft', input})},
			back: {kind: 'back'},
		},
	});
	const {file} = script.load('save', {
		draft,
		withSecrets: choice === 'save-secrets',
	});
	script.select('saved', {
		body: [{text: texts.saved(name, file), tone: 'good'}, {text: ''}],
		question: messages.dialog.job.next,
		help: texts.saveHelp,
		choices: [{value: 'home', label: messages.dialog.job.home}],
		actions: {
			home: {kind: 'settle', answers: {cluster: name, repository: name}},
		},
		canGoBack: false,
	});
	return script.exit();
}

type Milvus = Pick<ConnectionDraft, 'address' | 'tls' | 'username' | 'password'>;

function askMilvus(script: Script): Milvus {
	const {messages, answers} = script;
	const texts = messages.dialog.connect;
	const address = script.input('address', {
		question: texts.address,
		help: texts.addressHelp,
		initial: answers.address ?? 'localhost:19530',
		isNarrow: true,
		check: text => (/^(https?:\/\/)?[^\s/]+$/.test(text) ? undefined : {problem: texts.badAddress}),
	});
	const server = script.load('tryMilvus', {address});
	const plain = address.replace(/^https?:\/\//, '');
	if (!server.needsLogin) {
		return {address: plain, tls: server.tls};
	}

	const username = script.input('user', {
		body: [{text: texts.needsLogin}, {text: ''}],
		question: texts.user,
		help: texts.userHelp,
		initial: answers.user ?? 'root',
		check: required(texts.required),
	});
	const password = script.input('typedPassword', {
		question: messages.commands.places.askPassword(username),
		help: messages.dialog.secrets.help,
		isSecret: true,
		check: required(texts.required),
	});
	const login = script.tryLoad('tryMilvus', {address, username, password});
	if ('error' in login) {
		script.select('foundNothing', {
			body: errorLines(messages, login.error),
			question: messages.dialog.failed.question,
			help: messages.dialog.failed.help,
			choices: [
				{value: 'back', label: texts.typeAgain},
				{value: 'retry', label: messages.dialog.failed.retry},
			],
			actions: {
				back: {kind: 'back'},
				retry: {kind: 'retry', key: login.key},
			},
		});
	}

	return {address: plain, tls: server.tls, username, password};
}

function askName(script: Script, detected: Detected, address: string): string {
	const texts = script.messages.dialog.connect;
	const taken = new Set([
		...detected.clusters.map(({name}) => name),
		...detected.repositories,
		'default',
		'practice',
	]);
	const host = address.replace(/:\d+$/, '').split('.')[0] ?? '';
	const plain = /^[a-z][\w-]*$/i.test(host) ? host : 'milvus';
	let initial = plain;
	for (let count = 2; taken.has(initial); count++) {
		initial = `${plain}-${count}`;
	}

	return script.input('connectionName', {
		question: texts.name,
		help: texts.nameHelp,
		initial: script.answers.connectionName ?? initial,
		check: text =>
			taken.has(text)
				? {problem: texts.nameTaken(text), suggestion: initial}
				: /^[\p{L}\p{N}_-]+$/u.test(text)
					? undefined
					: {problem: texts.badName},
	});
}
