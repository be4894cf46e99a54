import type {Detected} from '../effects.js';
import type {Script} from '../script.js';
import {connect} from './connect.js';
import {practise} from './practise.js';

const practice = 'practice';

/** Another cluster, another repository, a new connection, the practice cluster. */
export function places(script: Script, detected: Detected, place: {title: string}): never {
	const {messages} = script;
	const texts = messages.dialog.places;
	const {clusters, repositories} = detected;
	const hasPractice = clusters.some(({name}) => name === practice);
	const cluster = script.select('otherCluster', {
		question: texts.cluster,
		help: texts.help(detected.configFile),
		choices: [
			...clusters.map(({name, address}) => ({
				value: `= ${name}`,
				label: name,
				detail: address,
			})),
			...(hasPractice ? [] : [{value: 'practise', label: messages.dialog.start.practise}]),
			{value: 'new', label: texts.connectNew},
		],
		preselected: `= ${script.opened?.cluster}`,
	});
	if (cluster === 'new') {
		place.title = messages.dialog.titles.connect;
		return connect(script, detected, place);
	}

	if (cluster === 'practise') {
		place.title = messages.dialog.titles.practise;
		practise(script, detected);
	}

	const chosen = cluster === 'practise' ? practice : cluster.slice(2);
	const offered = chosen === practice ? [practice] : repositories;
	script.select('otherRepository', {
		question: texts.repository,
		help: texts.help(detected.configFile),
		choices: offered.map(name => ({value: `= ${name}`, label: name})),
		preselected: `= ${script.opened?.repository}`,
		acts: Object.fromEntries(
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
