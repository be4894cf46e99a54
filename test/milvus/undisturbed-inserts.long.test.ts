import test from 'ava';
import {connectMilvus} from '../../source/milvus/connect-milvus.js';
import {insert} from '../../source/milvus/insert.js';
import {withRetries} from '../../source/milvus/with-retries.js';
import {hasCode} from '../../source/model/milvault-error.js';
import {dataTypes} from '../../source/model/data-types.js';
import {makeBare} from '../helpers/datasets/bare.js';
import {openSdk} from '../helpers/milvus/rows.js';
import {cacheDir} from '../helpers/runner/cache-dir.js';
import {startMilvus} from '../helpers/servers/milvus.js';

/* Each a Milvus of its own: other calls that are cancelled have killed it. */

for (const version of ['2.2.16', '2.3.5'] as const) {
	test.serial(
		`inserts that are cancelled, hundreds of them, do not kill Milvus ${version}`,
		async t => {
			const server = await startMilvus({version, cacheDir: cacheDir(), storage: {type: 'local'}});
			t.teardown(async () => server.stop());
			const sdk = await openSdk(server);
			await makeBare(sdk, 'default', {rows: 0});
			await sdk.closeConnection();
			const milvus = await connectMilvus({address: server.address, tls: {mode: 'off'}});
			const floats = new Uint8Array(new Float32Array([1, 2, 3, 4]).buffer);
			let cancelled = 0;
			for (let times = 0; times < 600; times++) {
				const gone = new AbortController();
				setTimeout(() => {
					gone.abort();
				}, times % 12);
				await insert(
					withRetries(milvus, {signal: gone.signal}),
					{db: 'default', collection: 'bare', partition: '_default'},
					{
						count: 1,
						fields: [
							{name: 'id', dataType: dataTypes.Int64},
							{name: 'v', dataType: dataTypes.FloatVector, dim: 4},
						],
						columns: [[BigInt(times)], [floats]],
					},
				).catch((error: unknown) => {
					cancelled++;
					t.true(hasCode(error, 'cancelled'), String(error));
				});
			}

			t.log(`${cancelled} of 600 were cancelled`);
			t.true(cancelled > 50);
			milvus.close();
			const again = await connectMilvus({address: server.address, tls: {mode: 'off'}});
			t.is(again.version, version);
			again.close();
		},
	);
}
