import test from 'ava';
import {hasCode} from '../../source/model/milvault-error.js';
import {assertSafeKey, joinKey} from '../../source/storage/keys.js';

test('parts of a key are joined by one slash, empty ones left out', t => {
	t.is(joinKey('', 'name', 'meta/x.json'), 'name/meta/x.json');
	t.is(joinKey('root/path', 'name'), 'root/path/name');
	t.is(joinKey('/root/', 'name/', ''), 'root/name');
	t.is(joinKey('', ''), '');
	t.is(joinKey('.milvault', '..x', 'x..'), '.milvault/..x/x..');
});

for (const key of ['..', '.', 'a/../b', 'a//b', 'a/./b', 'a\0', 'a/\uD800']) {
	test(`a part ${JSON.stringify(key)} is refused`, t => {
		const error = t.throws(() => joinKey('root', key));
		t.true(hasCode(error, 'metadata-unsafe'));
	});
}

test('the error names the file that named the key', t => {
	const error = t.throws(() => {
		assertSafeKey('../x', 'full_meta.json');
	});
	t.true(hasCode(error, 'metadata-unsafe'));
	t.deepEqual(hasCode(error, 'metadata-unsafe') && error.details, {
		file: 'full_meta.json',
		key: '../x',
	});
});
