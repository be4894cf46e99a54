import {readFile} from 'node:fs/promises';
import test from 'ava';
import {Registry} from 'prom-client';
import {parse} from 'yaml';
import {registerRepositoryMetrics} from '../../source/metrics/repository-metrics.js';
import {createMetrics} from '../../source/server/metrics.js';
import {messagesFor} from '../../source/messages/messages.js';

/* Alert rules and dashboard name metrics that exist, with labels that these have. */

const media = new URL('../../media/', import.meta.url);

async function readMedia(file: string): Promise<string> {
	return readFile(new URL(file, media), 'utf8');
}

async function known(): Promise<Map<string, string>> {
	const {registry} = createMetrics({
		session: undefined as never,
		log() {},
		messages: messagesFor('en'),
	});
	const only = new Registry();
	registerRepositoryMetrics(only, async () => ({observed: undefined, isReachable: true}));
	const all = [...(await registry.getMetricsAsJSON()), ...(await only.getMetricsAsJSON())];
	return new Map(all.map(({name, type}) => [name, String(type)]));
}

function namesIn(expression: string): string[] {
	return expression.match(/milvault_\w+/g) ?? [];
}

type Rules = {groups: Array<{rules: Array<{alert: string; expr: string; annotations: object}>}>};
type Dashboard = {panels: Array<{title: string; targets: Array<{expr: string}>}>};

test('every metric of an alert rule or a panel is one of ours, and the page has each of ours', async t => {
	const metrics = await known();
	const rules = parse(await readMedia('prometheus-rules.yaml')) as Rules;
	const dashboard = JSON.parse(await readMedia('grafana-dashboard.json')) as Dashboard;
	const expressions = [
		...rules.groups.flatMap(group => group.rules.map(({alert, expr}) => [alert, expr] as const)),
		...dashboard.panels.flatMap(({title, targets}) =>
			targets.map(({expr}) => [title, expr] as const),
		),
	];
	t.true(expressions.length > 15);
	for (const [title, expression] of expressions) {
		const names = namesIn(expression);
		t.true(names.length > 0, title);
		for (const name of names) {
			t.true(metrics.has(name.replace(/_bucket$/, '')), `${title}: ${name}`);
		}
	}

	const page = await readMedia('monitoring.md');
	for (const name of metrics.keys()) {
		const isOwn = !/^milvault_(process|nodejs)_/.test(name);
		t.is(page.includes(`\`${name}\``), isOwn, name);
	}
});
