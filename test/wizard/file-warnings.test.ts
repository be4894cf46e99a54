import {writeFile} from 'node:fs/promises';
import test from 'ava';
import {keys, openWizard, wizardHome} from '../helpers/program/wizard-terminal.js';

/* What is to be known of the configuration file, in the wizard; no Milvus answers here. */

const withBlank = `
clusters:
  c:
    milvus: {address: '127.0.0.1:1', username: 'root '}
    storage: {path: /nowhere}
repositories:
  r: {path: /nowhere}
`;

for (const args of [[], ['--plain']]) {
	test(`a warning about the configuration file is on the screen: milvault ${args.join(' ')}`, async t => {
		const home = await wizardHome(t);
		const file = `${home.path}/own.yaml`;
		await writeFile(file, withBlank, {mode: 0o600});
		const terminal = openWizard(t, home, {args: ['--config', file, ...args], rows: 40});
		await terminal.shows(/Milvus cannot be reached/);
		await terminal.shows(/! .*clusters\.c\.milvus\.username/);
		terminal.press(keys.controlC);
		const {exitCode} = await terminal.ended;
		t.true([0, 130].includes(exitCode), terminal.text());
	});
}
