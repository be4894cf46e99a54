import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {MilvaultError} from '../../source/model/milvault-error.js';
import {addCluster} from '../../source/settings/edit-config-file.js';
import {failure, load, temporaryDirectory} from './with-config.js';

const yaml = 'milvus:\n  address: localhost\n';
const gbk = Buffer.concat([
	Buffer.from(`# `),
	// 备份 in GBK
	Buffer.from([0xb1, 0xb8, 0xb7, 0xdd]),
	Buffer.from(`\n${yaml}`),
]);
const latin1 = Buffer.from(`# clé du répertoire für später\n${yaml}`, 'latin1');
const utf16 = Buffer.from(`\uFEFF${yaml}`, 'utf16le');

for (const [title, bytes, encoding] of [
	['UTF-16, as Notepad and PowerShell write it', utf16, 'UTF-16'],
	['UTF-16, the other way round', Buffer.from(utf16).swap16(), 'UTF-16'],
	['UTF-16 without a mark', Buffer.from(yaml, 'utf16le'), 'UTF-16'],
	['GBK', gbk, 'GBK'],
	['Latin-1', latin1, 'Latin-1'],
	['no text', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 3]), 'binary'],
] as const) {
	test(`a file in another encoding is refused by the name of it: ${title}`, async t => {
		const cwd = await temporaryDirectory(t);
		const file = join(cwd, 'c.yaml');
		await writeFile(file, bytes);
		t.deepEqual(await failure(t, {cwd, file: 'c.yaml'}), {
			code: 'config-encoding',
			details: {file: 'c.yaml', encoding},
		});
		const error = await t.throwsAsync(addCluster(file, 'a', {}), {
			instanceOf: MilvaultError,
		});
		t.is(error?.code, 'config-encoding', 'and never written anew');
	});
}

test('Chinese and accents in UTF-8 are what they are', async t => {
	const {clusters} = await load(t, {
		yaml: '# 备份 clé\nclusters: {测试: {milvus: {username: rené}}}\n',
	});
	t.is(clusters['测试']?.milvus.username, 'rené');
});
