import test from 'ava';
import {failure} from './with-config.js';

const head = 'milvus:\n  address: localhost\n  user: root\nminio:\n';

const cases = [
	[
		`${head}  address: localhost\n\tport: 9000\n`,
		6,
		{mistake: 'tab', corrected: 'port: 9000', indent: 2},
	],
	[
		`${head}  address: localhost\n  port：9000\n  useSSL: false\n`,
		6,
		{mistake: 'wide-colon', corrected: 'port: 9000'},
	],
	[`${head}  port：9000\n`, 5, {mistake: 'wide-colon', corrected: 'port: 9000'}],
	[
		`${head}  address: localhost\n    port：9000\n`,
		6,
		{mistake: 'wide-colon', corrected: 'port: 9000'},
	],
	[
		`${head}  secretAccessKey：hunter2\n  port: 9000\n`,
		5,
		{mistake: 'wide-colon', corrected: 'secretAccessKey: …'},
	],
	[
		`${head}  port:9000\n  useSSL: false\n`,
		5,
		{mistake: 'no-blank-after-colon', corrected: 'port: 9000'},
	],
	[
		`${head}  useSSL: false\n  port:9000\n`,
		6,
		{mistake: 'no-blank-after-colon', corrected: 'port: 9000'},
	],
	[`${head}  port:9000\n`, 5, {mistake: 'no-blank-after-colon', corrected: 'port: 9000'}],
	[`${head}  port = 9000\n  useSSL: false\n`, 5, {mistake: 'equals-sign', corrected: 'port: 9000'}],
	[`${head}  port 9000\n  useSSL: false\n`, 5, {mistake: 'no-colon', corrected: 'port: 9000'}],
	[`${head}  useSSL: false\n  port 9000\n`, 6, {mistake: 'no-colon', corrected: 'port: 9000'}],
	[
		'milvus:\n    address: a\n   port: 19530\n    user: root\n',
		3,
		{mistake: 'indentation', indent: 4, corrected: 'port: 19530'},
	],
	[
		'milvus:\n  address: a\n    port: 19530\n  user: root\n',
		3,
		{mistake: 'indentation', indent: 2, corrected: 'port: 19530'},
	],
	[
		'milvus:\n  address: a\n port: 19530\n',
		3,
		{mistake: 'indentation', indent: 2, corrected: 'port: 19530'},
	],
	[
		'milvus:\n  address: a\n\u00A0\u00A0port: 19530\n',
		3,
		{
			mistake: 'foreign-blank',
			character: '\u00A0',
			indent: 2,
			corrected: 'port: 19530',
		},
	],
	[
		'milvus:\n  address: a\n\u3000port: 19530\n',
		3,
		{
			mistake: 'foreign-blank',
			character: '\u3000',
			indent: 2,
			corrected: 'port: 19530',
		},
	],
	...(['@', '`', '%', '*', '&', '!', ',', '|', '>'] as const).map(
		character =>
			[
				`milvus:\n  address: a\n  password: ${character}hunter2\n  user: root\n`,
				3,
				{
					mistake: 'reserved-character',
					character,
					corrected: "password: '…'",
				},
			] as const,
	),
	['milvus:\n  password: hunter2: x\n', 2, {mistake: 'colon-in-value', corrected: "password: '…'"}],
	[`${head}  rootPath: a: b\n`, 5, {mistake: 'colon-in-value', corrected: "rootPath: 'a: b'"}],
	[
		'milvus:\n  address: "localhost\n  user: "root"\n  port: 19530\n',
		2,
		{
			mistake: 'open-quote',
			character: '"',
			corrected: 'address: "localhost"',
		},
	],
	[
		'milvus:\n  password: "hunter2\n',
		2,
		{mistake: 'open-quote', character: '"', corrected: 'password: "…"'},
	],
	[
		"milvus:\n  password: 'hunter2\n  user: root\n",
		2,
		{mistake: 'open-quote', character: "'", corrected: "password: '…'"},
	],
	[
		`${head}  iamEndpoint: ''"\n  port: 9000\n`,
		5,
		{mistake: 'after-quote', character: '"', corrected: "iamEndpoint: ''"},
	],
	[
		'milvus:\n  password: "hunter2" x\n',
		2,
		{mistake: 'after-quote', character: 'x', corrected: 'password: "…"'},
	],
	[
		'milvus:\n  user: root\n  password: “hunter2”\n',
		3,
		{
			mistake: 'typographic-quotes',
			character: '“',
			corrected: "password: '…'",
		},
	],
	[
		'milvus:\n  address: "localhost”\n  user: root\n',
		2,
		{
			mistake: 'typographic-quotes',
			character: '”',
			corrected: "address: 'localhost'",
		},
	],
	[
		'milvus:\n  caCertPath: "C:\\certs\\ca.pem"\n',
		2,
		{mistake: 'escape', corrected: "caCertPath: 'C:\\certs\\ca.pem'"},
	],
	['clusters: {a: {milvus: {address: x}}\n', 1, {mistake: 'brackets', character: '}'}],
	[
		'milvus:\n  port: 1\n  user: a\n  port: 2\n',
		4,
		{mistake: 'key-twice', otherLine: 2, corrected: 'port:'},
	],
	['language: en\nlanguage: zh\n', 2, {mistake: 'key-twice', otherLine: 1, corrected: 'language:'}],
	['milvus:\n  address: localhost\n    and more\n  port: 1\n', 3, {mistake: 'continued-line'}],
	['milvus:\n{{- if .Values.x }}\n  address: a\n{{- end }}\n', 2, {mistake: 'template'}],
	[
		'<<<<<<< HEAD\nmilvus:\n  port: 1\n=======\nmilvus:\n  port: 2\n>>>>>>> other\n',
		1,
		{mistake: 'conflict-marker'},
	],
] as const;

for (const [index, [yaml, line, details]] of cases.entries()) {
	test(`a mistake in YAML is told as what was typed, with its line: ${index + 1}, ${details.mistake}`, async t => {
		const error = await failure(t, {yaml});
		t.is(error.code, 'config-yaml', JSON.stringify(error));
		t.deepEqual(error.details, {file: `c.yaml:${line}`, ...details});
		t.notRegex(JSON.stringify(error), /hunter2/);
	});
}
