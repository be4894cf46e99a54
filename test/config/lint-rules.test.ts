import test from 'ava';
import {plantedFindings} from './lint-findings.js';

test('a room imports only rooms below it, from any depth, also by export and by import()', async t => {
	t.deepEqual(
		await plantedFindings(t, {
			'source/engine/deep/upward.ts': [
				"import {run} from '../../commands/run.js';",
				"import {open} from '../../storage/open.js';",
				"import {near} from '../near.js';",
				"export * from '../../wizard/screen.js';",
				"export const later = async () => import('../../server/build-app.js');",
				'export const all = [run, open, near];',
			].join('\n'),
			'source/commands/sideways.ts': [
				"import {screen} from '../wizard/screen.js';",
				"import {openS3} from '../storage/s3.js';",
				"import {plan} from '../engine/plan.js';",
				'export const all = [screen, openS3, plan];',
			].join('\n'),
			'source/index.ts': [
				"export {plan} from './engine/plan.js';",
				"export {screen} from './wizard/screen.js';",
			].join('\n'),
		}),
		[
			'source/commands/sideways.ts:1 no-restricted-imports',
			'source/commands/sideways.ts:2 no-restricted-imports',
			'source/engine/deep/upward.ts:1 no-restricted-imports',
			'source/engine/deep/upward.ts:4 no-restricted-imports',
			'source/engine/deep/upward.ts:5 no-restricted-imports',
			'source/index.ts:2 no-restricted-imports',
		],
	);
});

test('storage, milvus, dialog and commands may name types of the room beside them, and no more', async t => {
	t.deepEqual(
		await plantedFindings(t, {
			'source/milvus/types.ts': [
				"import type {Settings} from '../settings/settings.js';",
				"import {load} from '../settings/load.js';",
				"import {put} from '../storage/put.js';",
				'export type Mine = Settings;',
				'export const all = [load, put];',
			].join('\n'),
			'source/dialog/types.ts': [
				"import type {Plan} from '../engine/plan.js';",
				"import {plan} from '../engine/plan.js';",
				'export const mine: Plan = plan;',
			].join('\n'),
			'source/commands/types.ts': [
				"import type {Serve} from '../server/serve.js';",
				"import {serve} from '../server/serve.js';",
				'export const mine: Serve = serve;',
			].join('\n'),
		}),
		[
			'source/commands/types.ts:2 no-restricted-imports',
			'source/dialog/types.ts:2 no-restricted-imports',
			'source/milvus/types.ts:2 no-restricted-imports',
			'source/milvus/types.ts:3 no-restricted-imports',
		],
	);
});

test('a room of the engine imports only its rooms below it, and of the use cases the session alone', async t => {
	t.deepEqual(
		await plantedFindings(t, {
			'source/engine/plan.ts': 'export const plan = 1;',
			'source/engine/repository/upward.ts': [
				"import {plan} from '../plan.js';",
				"import type {Session} from '../session.js';",
				"import {restore} from '../restore/restore.js';",
				"import {lock} from '../locks/lock.js';",
				"import {render} from '../../render/lines.js';",
				'export const all = [plan, restore, lock, render];',
				'export type Mine = Session;',
			].join('\n'),
			'source/engine/check/probe.ts': "export * from '../plan.js';",
		}),
		[
			'source/engine/repository/upward.ts:1 no-restricted-imports',
			'source/engine/repository/upward.ts:3 no-restricted-imports',
			'source/engine/repository/upward.ts:5 no-restricted-imports',
		],
	);
});

test('each foreign library stays in its room', async t => {
	t.deepEqual(
		await plantedFindings(t, {
			'source/engine/s3.ts': "export * from '@aws-sdk/client-s3';",
			'source/storage/s3.ts': "export * from '@aws-sdk/client-s3';",
			'source/engine/sdk.ts': "export * from '@zilliz/milvus2-sdk-node';",
			'source/jobs/ask.ts': "export * from '@inquirer/prompts';",
		}),
		[
			'source/engine/s3.ts:1 no-restricted-imports',
			'source/engine/sdk.ts:1 no-restricted-imports',
			'source/jobs/ask.ts:1 no-restricted-imports',
		],
	);
});

test('the engine and what is below it do not print, exit or read the environment', async t => {
	t.deepEqual(
		await plantedFindings(t, {
			'source/storage/loud.ts': [
				"console.log('here');",
				'process.stdout.write(String(process.argv));',
				'export const home = process.env.HOME;',
				'process.exit(1);',
			].join('\n'),
			'source/commands/loud.ts': "console.log('here');",
		}),
		[
			'source/storage/loud.ts:1 no-console',
			'source/storage/loud.ts:2 no-restricted-properties',
			'source/storage/loud.ts:2 no-restricted-properties',
			'source/storage/loud.ts:3 no-process-env',
			'source/storage/loud.ts:3 no-restricted-properties',
			'source/storage/loud.ts:4 no-process-exit',
			'source/storage/loud.ts:4 no-restricted-properties',
		],
	);
});

test('a circle of files is an error, also one of types alone', async t => {
	t.deepEqual(
		await plantedFindings(t, {
			'source/model/types.ts': [
				"import type {Far} from './far-types.js';",
				'export type Near = {far: Far};',
			].join('\n'),
			'source/model/far-types.ts': [
				"import type {Near} from './types.js';",
				'export type Far = Near[];',
			].join('\n'),
			'source/utils/values.ts': [
				"import {far} from './far-values.js';",
				'export const near = (): number => far();',
			].join('\n'),
			'source/utils/far-values.ts': [
				"import {near} from './values.js';",
				'export const far = (): number => near();',
			].join('\n'),
			'source/utils/outside.ts': "export {near} from './values.js';",
		}),
		[
			'source/model/far-types.ts:1 no-cycle',
			'source/model/types.ts:1 no-cycle',
			'source/utils/far-values.ts:1 no-cycle',
			'source/utils/values.ts:1 no-cycle',
		],
	);
});

test('a function above 120 lines is an error, a closure and one that is called at once too', async t => {
	const lines = (count: number): string => '\tvalue += 1;\n'.repeat(count);
	t.deepEqual(
		await plantedFindings(t, {
			'source/model/short.ts': `export function short(value: number) {\n${lines(117)}\treturn value;\n}\n`,
			'source/model/long.ts': `export function long(value: number) {\n${lines(118)}\treturn value;\n}\n`,
			'source/model/closure.ts': `export const closure = (value: number) => {\n${lines(118)}\treturn value;\n};\n`,
			'source/model/at-once.ts': `let value = 0;\n(() => {\n${lines(119)}})();\nexport const end = value;\n`,
		}),
		[
			'source/model/at-once.ts:2 max-lines-per-function',
			'source/model/closure.ts:1 max-lines-per-function',
			'source/model/long.ts:1 max-lines-per-function',
		],
	);
});

test('a floating promise, a default export and a file above 400 lines are errors', async t => {
	t.deepEqual(
		await plantedFindings(t, {
			'source/model/floating.ts': ['export async function work() {}', 'work();'].join('\n'),
			'source/model/default.ts': 'export default 1;',
			'source/model/long.ts': '// Line\n'.repeat(400) + 'export const last = 1;',
		}),
		[
			'source/model/default.ts:1 no-default-export',
			'source/model/floating.ts:2 no-floating-promises',
			'source/model/long.ts:401 max-lines',
		],
	);
});
