import {randomUUID} from 'node:crypto';
import test from 'ava';
import {oldName, workingName} from '../../source/model/collection-key.js';

const jobId = '0f8b2c64-0d5c-4c0e-9a53-2f1f0a8f7b11';

test('the name that a collection is restored under is its target’s and the job’s, as long as there is room', t => {
	t.deepEqual(workingName({db: 'shop', name: 'orders'}, jobId), {
		db: 'shop',
		name: 'orders_milvault_0f8b2c64',
	});
	t.deepEqual(oldName({db: 'shop', name: 'orders'}, jobId), {
		db: 'shop',
		name: 'orders_old_0f8b2c64',
	});
});

test('no two targets, jobs or databases share such a name, however long they are and wherever they differ', t => {
	const targets = [0, 1, 100, 200, 230, 236, 237, 238, 239, 240, 254].flatMap(at => {
		const name = 'a'.repeat(255);
		return [name, `${name.slice(0, at)}b${name.slice(at + 1)}`];
	});
	for (let length = 1; length < 255; length++) {
		targets.push('a'.repeat(length));
	}

	const seen = new Map<string, string>();
	for (const name of new Set(targets)) {
		for (const id of [jobId, `0f8b2c64${randomUUID().slice(8)}`]) {
			for (const made of [workingName, oldName]) {
				const {name: full} = made({db: 'shop', name}, id);
				t.true(full.length <= 255);
				const tail = full.slice(-8);
				t.is(tail, '0f8b2c64');
				const isCut = full.length === 255;
				const key = isCut ? full : `${full} ${id}`;
				t.is(seen.get(key), undefined, full);
				seen.set(key, name);
			}
		}
	}

	// A shortened name can equal the whole name of another collection: the lengths keep them apart.
	const cut = workingName({db: 'shop', name: 'a'.repeat(255)}, jobId).name;
	const other = cut.slice(0, -'_milvault_0f8b2c64'.length);
	t.not(workingName({db: 'shop', name: other}, jobId).name, cut);
});
