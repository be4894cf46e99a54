import type {Detected} from '../effects.js';
import type {Script} from '../script.js';
import {connect} from './connect.js';
import {practice} from './practice.js';

const practiceName = 'practice';

/** Another cluster, another repository, a new connection, the practice cluster. */
export function places(script: Script, detected: Detected, place: {title: string}): never {
	const {messages} = script;
	const texts = messages.dialog.places;
	const {clusters, repositories} = detected;
	const hasPractice = clusters.some(({name}) => name === practiceName);
	const cluster = script.select('otherCluster', {
		question: texts.cluster,
		help: texts.help(detected.configFile),
		choices: [
			...clusters.map(({name, address}) => ({
				value: `= ${name}`,
				label: name,
				detail: address,
			})),
			...(hasPractice ? [] : [{value: 'practice', label: messages.dialog.start.practice}]),
			{value: 'new', label: texts.connectNew},
		],
		preselected: `= ${script.opened?.cluster}`,
	});
	if (cluster === 'new') {
		place.title = messages.dialog.titles.connect;
		return connect(script, detected, place);
	}

	if (cluster === 'practice') {
		place.title = messages.dialog.titles.practice;
		practice(script, detected);
	}

	const chosen = cluster === 'practice' ? practiceName : cluster.slice(2);
	const offered = chosen === practiceName ? [practiceName] : repositories;
	script.select('otherRepository', {
		question: texts.repository,
		help: texts.help(detected.configFile),
		choices: offered.map(name => ({value: `= ${name}`, label: name})),
		preselected: `= ${script.opened?.repository}`,
		actions: Object.fromEntries(
			offered.map(name => [
				`= ${name}`,
				{
					kind: 'settle' as const,
					answers: {cluster: chosen, repository: name},
				},
			]),
		),
	});
	return script.exit();
}
